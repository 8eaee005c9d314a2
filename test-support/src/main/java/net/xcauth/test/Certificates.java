package net.xcauth.test;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates from private authorities. Modules that use this class need netty-pkitesting. */
public final class Certificates {
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    /** In DER: the issuer's certificate is at {@code http://ca.test/i}. */
    private static final byte[] ISSUER_ADDRESS =
            HexFormat.of().parseHex("301d301b06082b06010505073002860f687474703a2f2f63612e746573742f69");

    private final Path folder;
    private final Map<String, X509Bundle> bundles = new HashMap<>();

    /** @param folder receives the {@link #pem} files */
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** Creates a self-signed certificate for a host, valid for that many days, starting yesterday. */
    public void make(String name, String host, int days) throws Exception {
        make(name, host, Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(days), name);
    }

    /**
     * Creates a certificate for a host.
     *
     * @param authority the name of the signing certificate; the same name for a self-signed certificate
     */
    public void make(String name, String host, Instant from, Duration valid, String authority) throws Exception {
        CertificateBuilder certificate = builder(name, host, from, valid);
        X509Bundle bundle =
                authority.equals(name) ? certificate.buildSelfSigned() : certificate.buildIssuedBy(bundle(authority));
        Files.writeString(pem(name), bundle.getCertificatePEM());
        bundles.put(name, bundle);
    }

    /** Creates a certificate like those of public authorities, with the URL of its issuer's certificate. */
    public void makeLikePublic(String name, String host, String authority) throws Exception {
        Instant from = Instant.now().minus(Duration.ofDays(1));
        X509Bundle bundle = builder(name, host, from, Duration.ofDays(30))
                .setIsCertificateAuthority(false)
                .addExtensionOctetString(AUTHORITY_INFORMATION, false, ISSUER_ADDRESS)
                .buildIssuedBy(bundle(authority));
        Files.writeString(pem(name), bundle.getCertificatePEM());
        bundles.put(name, bundle);
    }

    private static CertificateBuilder builder(String name, String host, Instant from, Duration valid) {
        CertificateBuilder certificate = new CertificateBuilder()
                .algorithm(Algorithm.ecp256)
                .subject("CN=" + name)
                .notBefore(from)
                .notAfter(from.plus(valid))
                .setIsCertificateAuthority(true);
        // The builder does not accept names with an asterisk.
        return host.startsWith("*")
                ? certificate.addExtensionOctetString(ALTERNATIVE_NAMES, false, dnsName(host))
                : certificate.addSanDnsName(host);
    }

    /** In DER, for a name of up to 100 characters. */
    private static byte[] dnsName(String host) {
        return HexFormat.of()
                .parseHex(String.format("30%02x82%02x", host.length() + 2, host.length())
                        + HexFormat.of().formatHex(host.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The file that contains the certificate. */
    public Path pem(String name) {
        return folder.resolve(name + ".pem");
    }

    /** Writes the private key of a certificate to a file, and returns the file. */
    public Path key(String name) throws IOException {
        return Files.writeString(folder.resolve(name + ".key"), bundle(name).getPrivateKeyPEM());
    }

    /** Listens on loopback with this certificate and those of its issuers. */
    public ServerSocket listener(String name) throws Exception {
        return listener(bundle(name).toKeyManagerFactory());
    }

    /** Listens on loopback with this certificate alone. */
    public ServerSocket listenerWithoutIssuers(String name) throws Exception {
        KeyStore alone = KeyStore.getInstance(KeyStore.getDefaultType());
        alone.load(null, null);
        X509Bundle bundle = bundle(name);
        alone.setKeyEntry(
                name, bundle.getKeyPair().getPrivate(), new char[0], new Certificate[] {bundle.getCertificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(alone, new char[0]);
        return listener(keys);
    }

    private X509Bundle bundle(String name) {
        return Optional.ofNullable(bundles.get(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no certificate \"" + name + '"'));
    }

    private static ServerSocket listener(KeyManagerFactory keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }
}
