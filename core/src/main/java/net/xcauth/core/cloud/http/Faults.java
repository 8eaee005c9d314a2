package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.text.Reason;

/** Turns the exception of a request into a sentence for people. */
final class Faults {
    private static final int LONGEST_REASON = 300;

    private Faults() {}

    /**
     * True if the request may succeed on another connection because the server closed a kept one just as it was used.
     * The caller makes sure that no response had begun.
     */
    static boolean worthAnotherConnection(Throwable fault) {
        return fault instanceof IOException
                && !(fault instanceof NoConnectionException)
                && !(fault instanceof UnknownHostException)
                && !(fault instanceof SSLHandshakeException)
                && !(fault instanceof SSLPeerUnverifiedException)
                && !(fault instanceof ProtocolException)
                && !(fault instanceof Route.NoTunnelException);
    }

    /** The fault, with the host's name. */
    static HttpOutcome.Fault of(Throwable fault, String host, CloudSettings settings) {
        String via = settings.proxy()
                .map(proxy -> " (through the proxy " + WebAddress.of(proxy).authority() + ")")
                .orElse("");
        if (fault instanceof UnknownHostException) {
            String name =
                    settings.proxy().map(proxy -> WebAddress.of(proxy).host()).orElse(host);
            return new HttpOutcome.Fault(
                    Cause.CONNECT,
                    "No connection to " + host + via + ": no such host, the name " + name + " cannot be resolved");
        }
        if (fault instanceof NoConnectionException) {
            return new HttpOutcome.Fault(
                    Cause.CONNECT,
                    "No connection to " + host + via + ": " + fault.getMessage() + within(fault, settings));
        }
        if (fault instanceof Route.NoTunnelException) {
            return new HttpOutcome.Fault(Cause.CONNECT, "No connection to " + host + via + ": " + fault.getMessage());
        }
        if (fault instanceof SSLException && !(fault.getCause() instanceof SocketException)) {
            return new HttpOutcome.Fault(
                    Cause.TLS,
                    "No TLS connection to " + host + via + ": " + Printable.of(Distrust.reason(fault), LONGEST_REASON));
        }
        if (fault instanceof ProtocolException) {
            return new HttpOutcome.Fault(Cause.NOT_JSON, host + " does not speak HTTP" + via);
        }
        if (fault instanceof ZipException) {
            return new HttpOutcome.Fault(
                    Cause.NOT_JSON, host + " marks its answer as compressed (gzip), but it is not" + via);
        }
        return new HttpOutcome.Fault(
                Cause.DISCONNECTED,
                "The connection to " + host + via + " broke: " + Printable.of(Reason.of(fault), LONGEST_REASON));
    }

    /** A duration as people write it, such as {@code 5 s} or {@code 2.5 s}. */
    static String seconds(long milliseconds) {
        return milliseconds % 1000 == 0 ? milliseconds / 1000 + " s" : milliseconds / 1000.0 + " s";
    }

    private static String within(Throwable fault, CloudSettings settings) {
        return Optional.of((NoConnectionException) fault)
                .filter(failed -> failed.attempts().stream()
                        .anyMatch(attempt -> attempt.kind() == NoConnectionException.Kind.TIMED_OUT))
                .map(failed -> " after " + seconds(settings.connectTimeout().toMillis()))
                .orElse("");
    }
}
