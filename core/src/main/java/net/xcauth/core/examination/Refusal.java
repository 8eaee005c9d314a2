package net.xcauth.core.examination;

import java.io.IOException;
import net.xcauth.core.cloud.http.NoConnectionException;
import net.xcauth.core.text.Reason;
import net.xcauth.core.text.Text;

/**
 * The reason why a TCP connection failed.
 *
 * @param what   the reason in a few words
 * @param remedy a sentence
 */
record Refusal(Text what, Text remedy) {

    /** Interprets the exception of a connection attempt. */
    static Refusal of(IOException failure) {
        return switch (NoConnectionException.Kind.of(failure)) {
            case TIMED_OUT -> new Refusal(FindingText.REFUSAL_SILENT.with(), FindingText.REFUSAL_SILENT_REMEDY.with());
            case REFUSED -> new Refusal(FindingText.REFUSAL_CLOSED.with(), FindingText.REFUSAL_CLOSED_REMEDY.with());
            case NO_ROUTE ->
                new Refusal(FindingText.REFUSAL_NO_ROUTE.with(), FindingText.REFUSAL_NO_ROUTE_REMEDY.with());
            case FORBIDDEN ->
                new Refusal(FindingText.REFUSAL_FORBIDDEN.with(), FindingText.REFUSAL_FORBIDDEN_REMEDY.with());
            case OTHER ->
                new Refusal(
                        FindingText.REFUSAL_OTHER.with(Reason.of(failure)), FindingText.REFUSAL_OTHER_REMEDY.with());
        };
    }
}
