package net.xcauth.core.cloud.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import net.xcauth.core.cloud.Refused;
import net.xcauth.core.text.Reason;
import net.xcauth.core.text.RefusedException;

/** Certificate authorities from a PEM file, trusted in addition to the system's. */
public final class CaFile {

    private static final Pattern CERTIFICATE = Pattern.compile(
            "-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*+-----END (?:TRUSTED |X509 )?CERTIFICATE-----");

    private final List<X509Certificate> authorities;

    private CaFile(List<X509Certificate> authorities) {
        this.authorities = authorities;
    }

    /**
     * Reads the file.
     *
     * @throws RefusedException if it cannot be read; the message names the file and the remedy
     */
    public static CaFile read(Path file) {
        String pem = text(file);
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = CERTIFICATE.matcher(pem);
        while (block.find()) {
            certificates.add(certificate(file, certificates.size() + 1, block.group()));
        }
        if (certificates.isEmpty()) {
            throw Refused.CA_FILE_EMPTY.exception(file);
        }
        return new CaFile(List.copyOf(certificates));
    }

    /** These authorities and the system's. */
    KeyStore trusted() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        List<X509Certificate> all = new ArrayList<>(systemAuthorities());
        all.addAll(authorities);
        for (int i = 0; i < all.size(); i++) {
            trusted.setCertificateEntry("authority-" + i, all.get(i));
        }
        return trusted;
    }

    private static List<X509Certificate> systemAuthorities() throws GeneralSecurityException {
        List<X509Certificate> authorities = new ArrayList<>();
        for (var manager : systemTrust().getTrustManagers()) {
            if (manager instanceof X509TrustManager system) {
                authorities.addAll(List.of(system.getAcceptedIssuers()));
            }
        }
        return authorities;
    }

    private static TrustManagerFactory systemTrust() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null); // the system's authorities
        return factory;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new RefusedException(Refused.CA_FILE_MISSING.with(file), e);
        } catch (AccessDeniedException e) {
            throw new RefusedException(Refused.CA_FILE_DENIED.with(file), e);
        } catch (IOException e) {
            throw new RefusedException(Refused.CA_FILE_UNREADABLE.with(file, Reason.of(e)), e);
        }
    }

    private static X509Certificate certificate(Path file, int number, String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CertificateException e) {
            throw new RefusedException(Refused.CA_FILE_DAMAGED.with(number, file), e);
        }
    }
}
