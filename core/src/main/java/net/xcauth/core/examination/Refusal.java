package net.xcauth.core.examination;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import net.xcauth.core.text.Text;

/**
 * Why a TCP connection was not made.
 *
 * @param what   ends a sentence that begins with the address
 * @param remedy a sentence
 */
record Refusal(Text what, Text remedy) {

    /** What the exception of a connection attempt means. */
    static Refusal of(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SocketTimeoutException) {
            return new Refusal(FindingText.REFUSAL_SILENT.with(), FindingText.REFUSAL_SILENT_REMEDY.with());
        }
        if (failure instanceof ConnectException && message.contains("refused")) {
            return new Refusal(FindingText.REFUSAL_CLOSED.with(), FindingText.REFUSAL_CLOSED_REMEDY.with());
        }
        if (failure instanceof NoRouteToHostException || message.contains("unreachable")) {
            return new Refusal(FindingText.REFUSAL_NO_ROUTE.with(message), FindingText.REFUSAL_NO_ROUTE_REMEDY.with());
        }
        if (message.contains("ermission denied") || message.contains("not permitted")) {
            return new Refusal(FindingText.REFUSAL_FORBIDDEN.with(message),
                    FindingText.REFUSAL_FORBIDDEN_REMEDY.with());
        }
        return new Refusal(FindingText.REFUSAL_OTHER.with(message), FindingText.REFUSAL_OTHER_REMEDY.with());
    }
}
