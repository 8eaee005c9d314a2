package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Printable;

/** Tells from an exception of the HTTP client what happened, in words for people. */
final class Faults {

    private Faults() {
    }

    /**
     * Whether the same request may succeed at once on another connection: the server closed a connection that
     * was kept for reuse, just as it was being used. The caller makes sure that no answer had begun.
     */
    static boolean worthAnotherConnection(Throwable thrown) {
        Throwable fault = unwrapped(thrown);
        return fault instanceof IOException && !(fault instanceof ConnectException)
                && !(fault instanceof HttpTimeoutException) && !(fault instanceof SSLHandshakeException)
                && !(fault instanceof ProtocolException) && !tunnelRefused(fault);
    }

    /** What happened, with the name of the host. */
    static HttpOutcome.Fault of(Throwable thrown, String host, CloudSettings settings) {
        Throwable fault = unwrapped(thrown);
        String via = settings.proxy().map(proxy -> " (through the proxy " + proxy.getAuthority() + ")").orElse("");
        if (fault instanceof HttpConnectTimeoutException) {
            return new HttpOutcome.Fault(Cause.CONNECT, host + " could not be connected to within "
                    + seconds(settings.connectTimeout().toMillis()) + via);
        }
        if (fault instanceof HttpTimeoutException) {
            return new HttpOutcome.Fault(Cause.TIMEOUT, host + " did not answer in time" + via);
        }
        if (first(fault, UnresolvedAddressException.class).isPresent()
                || first(fault, UnknownHostException.class).isPresent()) {
            return new HttpOutcome.Fault(Cause.CONNECT, "The name of " + host + " cannot be resolved" + via);
        }
        if (fault instanceof ConnectException || tunnelRefused(fault)) {
            return new HttpOutcome.Fault(Cause.CONNECT, "No connection to " + host + via + ": " + message(fault));
        }
        Optional<SSLException> tls = first(fault, SSLException.class);
        if (tls.isPresent()) {
            return new HttpOutcome.Fault(Cause.TLS, "No TLS connection to " + host + via + ": " + tlsReason(fault, tls.get()));
        }
        if (fault instanceof ProtocolException) {
            return new HttpOutcome.Fault(Cause.NOT_JSON, host + " does not answer in HTTP" + via);
        }
        return new HttpOutcome.Fault(Cause.DISCONNECTED, "The connection to " + host + via + " broke: " + message(fault));
    }

    /** A duration as people write it, such as {@code 5 s} or {@code 2.5 s}. */
    static String seconds(long milliseconds) {
        return milliseconds % 1000 == 0 ? milliseconds / 1000 + " s" : milliseconds / 1000.0 + " s";
    }

    private static String tlsReason(Throwable fault, SSLException tls) {
        if (first(fault, CertificateExpiredException.class).isPresent()) {
            return "the certificate has expired";
        }
        if (first(fault, CertificateNotYetValidException.class).isPresent()) {
            return "the certificate is not valid yet (or the clock here is wrong)";
        }
        String all = chain(fault).map(Faults::message).reduce("", (a, b) -> a + '\n' + b);
        if (all.contains("No subject alternative") || all.contains("No name matching")) {
            return "the certificate is for another host name";
        }
        if (first(fault, CertPathBuilderException.class).isPresent()
                || first(fault, CertPathValidatorException.class).isPresent()) {
            return "the certificate's authority is not trusted here";
        }
        if (all.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
            return "the server does not speak TLS on this port";
        }
        return message(tls);
    }

    private static boolean tunnelRefused(Throwable fault) {
        return message(fault).startsWith("Tunnel failed");
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static <T extends Throwable> Optional<T> first(Throwable fault, Class<T> type) {
        return chain(fault).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> chain(Throwable fault) {
        return Stream.iterate(fault, cause -> cause != null, Throwable::getCause).limit(20);
    }

    private static String message(Throwable fault) {
        String message = fault.getMessage();
        return message == null || message.isBlank() ? fault.getClass().getSimpleName() : Printable.of(message, 200);
    }
}
