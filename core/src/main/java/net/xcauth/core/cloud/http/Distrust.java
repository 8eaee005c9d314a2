package net.xcauth.core.cloud.http;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.http.ReportingTrustManager.UntrustedException;
import net.xcauth.core.text.Reason;

/** Explains why a server's certificate is not trusted, or why the TLS handshake failed, with the remedy. */
public final class Distrust {
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    private static final int LONGEST_NAME = 120;

    private Distrust() {}

    /**
     * The reason, as the end of a sentence.
     *
     * @param failure the exception of the handshake, with its causes
     */
    public static String reason(Throwable failure) {
        List<X509Certificate> chain = first(failure, UntrustedException.class)
                .map(UntrustedException::chain)
                .orElse(List.of());
        String all =
                chain(failure).map(fault -> String.valueOf(fault.getMessage())).reduce("", (a, b) -> a + '\n' + b);
        if (first(failure, CertificateExpiredException.class).isPresent()) {
            return expired(chain);
        }
        if (first(failure, CertificateNotYetValidException.class).isPresent()) {
            return "the certificate is not valid yet (or this machine's clock is wrong)";
        }
        if (all.contains("No subject alternative") || all.contains("No name matching")) {
            return "the certificate is for another host name"
                    + (chain.isEmpty()
                            ? ""
                            : ": it is for "
                                    + Printable.of(
                                            CertificateNames.of(chain.get(0)).toString(), LONGEST_NAME * 2));
        }
        if (first(failure, CertPathBuilderException.class).isPresent() || all.contains("not trusted")) {
            return unknown(chain);
        }
        if (all.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
            return "the server does not speak TLS on this port";
        }
        return Reason.of(first(failure, SSLException.class)
                .<Throwable>map(tls -> innermost(failure))
                .orElse(failure));
    }

    private static String expired(List<X509Certificate> chain) {
        Date now = new Date();
        Optional<X509Certificate> first =
                chain.stream().filter(each -> each.getNotAfter().before(now)).findFirst();
        return first.isEmpty()
                ? "the certificate has expired"
                : (first.get() == chain.get(0)
                                ? "the certificate has expired"
                                : "the certificate of its issuer "
                                        + name(first.get().getSubjectX500Principal()) + " has expired")
                        + " (on "
                        + first.get()
                                .getNotAfter()
                                .toInstant()
                                .atOffset(ZoneOffset.UTC)
                                .toLocalDate() + ')';
    }

    /**
     * A server must send the certificates of all issuers except the last, which is the authority. Sending only its own
     * is the usual mistake. Private authorities may sign server certificates directly, and those contain no address of
     * the issuer's certificate.
     */
    private static String unknown(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return "the certificate's authority is not trusted here";
        }
        X509Certificate last = chain.get(chain.size() - 1);
        String issuer = name(last.getIssuerX500Principal());
        if (isSelfSigned(last)) {
            return chain.size() == 1
                    ? "the certificate is self-signed, so no authority vouches for it; add it to the CA file if it is the right one"
                    : "the certificate's authority " + issuer
                            + " is not trusted here; add its certificate to the CA file if it is the right one";
        }
        if (chain.size() > 1) {
            return "the certificate's authority " + issuer
                    + " is not trusted here; add its certificate to the CA file if it is the right one";
        }
        String remedy = "configure its web server with the full chain (fullchain.pem instead of cert.pem)";
        return last.getExtensionValue(AUTHORITY_INFORMATION) != null
                ? "the server does not send the intermediate certificate of its issuer " + issuer + "; " + remedy
                : "the server sends its own certificate only, and its issuer " + issuer
                        + " is not trusted here; if that is an " + "intermediate, " + remedy
                        + ", and if it is an authority of your own, add its certificate to the CA file";
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // signed by another key
        }
    }

    private static String name(X500Principal principal) {
        return '"' + Printable.of(principal.getName(), LONGEST_NAME) + '"';
    }

    private static Throwable innermost(Throwable failure) {
        return chain(failure).reduce((outer, inner) -> inner).orElse(failure);
    }

    private static <T extends Throwable> Optional<T> first(Throwable fault, Class<T> type) {
        return chain(fault).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> chain(Throwable fault) {
        return Stream.iterate(fault, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
