package net.xcauth.core.cloud.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The hosts that a certificate is valid for.
 *
 * @param names DNS names, with {@code *} allowed as the first label, and IP addresses
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9525">RFC 9525: Service Identity in TLS</a>
 */
record CertificateNames(List<String> names) {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final int MOST_SHOWN = 5;

    static CertificateNames of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                int kind = (Integer) alternative.get(0);
                if ((kind == DNS || kind == ADDRESS) && alternative.get(1) instanceof String name) {
                    names.add(name.toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            return new CertificateNames(List.of()); // valid for no host
        }
        return new CertificateNames(List.copyOf(names));
    }

    /** @throws SSLPeerUnverifiedException if the certificate is not for this host, a DNS name in lower case */
    void require(String host) throws SSLPeerUnverifiedException {
        if (names.stream().noneMatch(name -> matches(name, host))) {
            throw new SSLPeerUnverifiedException("No name matching " + host + " found");
        }
    }

    private static boolean matches(String name, String host) {
        int dot = host.indexOf('.');
        return name.equals(host)
                || dot > 0
                        && name.startsWith("*.")
                        && name.indexOf('.', 2) > 0
                        && name.substring(1).equals(host.substring(dot));
    }

    /** A few of the names, for people. */
    @Override
    public String toString() {
        String some = String.join(", ", names.subList(0, Math.min(names.size(), MOST_SHOWN)));
        return names.isEmpty()
                ? "no host"
                : names.size() > MOST_SHOWN ? some + " and " + (names.size() - MOST_SHOWN) + " others" : some;
    }
}
