package net.xcauth.test;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** Certificates that no authority but their own knows. Modules that use them need netty-pkitesting. */
public final class Certificates {
    private final Path folder;
    private final Map<String, X509Bundle> bundles = new HashMap<>();

    /** @param folder where {@link #pem} files are written */
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** Creates a certificate of that name for that host, valid from yesterday on for this many days. */
    public void make(String name, String host, int days) throws Exception {
        make(name, host, Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(days), name);
    }

    /**
     * Creates a certificate of that name for that host.
     *
     * @param authority the name of the certificate whose key signs it, which may be this one
     */
    public void make(String name, String host, Instant from, Duration valid, String authority) throws Exception {
        CertificateBuilder certificate = new CertificateBuilder().algorithm(Algorithm.ecp256).subject("CN=" + name)
                .addSanDnsName(host).notBefore(from).notAfter(from.plus(valid)).setIsCertificateAuthority(true);
        X509Bundle bundle = authority.equals(name) ? certificate.buildSelfSigned()
                : certificate.buildIssuedBy(bundles.get(authority));
        Files.writeString(pem(name), bundle.getCertificatePEM());
        bundles.put(name, bundle);
    }

    /** The file of a certificate. */
    public Path pem(String name) {
        return folder.resolve(name + ".pem");
    }

    /** Listens on loopback, and shows this certificate. */
    public ServerSocket listener(String name) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(bundles.get(name).toKeyManagerFactory().getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }
}
