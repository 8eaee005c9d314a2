package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.text.Reason;
import org.jspecify.annotations.Nullable;

/** TLS to clouds: certificates are verified and must match the host. Nothing is loaded before it is needed. */
public final class Tls {
    private final Optional<CaFile> caFile;
    private volatile @Nullable SSLContext context;

    /** @param caFile authorities to trust in addition to the system's */
    public Tls(Optional<CaFile> caFile) {
        this.caFile = caFile;
    }

    /** The context. Creating it takes a while, since the system's authorities are read. */
    public SSLContext context() {
        SSLContext created = context;
        return created == null ? create() : created;
    }

    /** A host name that {@link javax.net.ssl.SNIHostName} does not support. */
    private static final class UnusualName extends SNIServerName {
        UnusualName(String host) {
            super(StandardConstants.SNI_HOST_NAME, host.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private synchronized SSLContext create() {
        if (context == null) {
            try {
                SSLContext created = SSLContext.getInstance("TLS");
                created.init(null, trust(), null);
                context = created;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException("this Java runtime cannot set up TLS: " + Reason.of(e), e);
            }
        }
        return context;
    }

    private TrustManager[] trust() throws GeneralSecurityException, IOException {
        KeyStore trusted = caFile.isPresent() ? caFile.get().trusted() : null;
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        TrustManager[] managers = factory.getTrustManagers();
        for (int i = 0; i < managers.length; i++) {
            if (managers[i] instanceof X509ExtendedTrustManager manager) {
                managers[i] = new ReportingTrustManager(manager);
            }
        }
        return managers;
    }

    /**
     * Performs the handshake on a connection.
     *
     * @param connected closed with the result
     * @throws IOException if the server's certificate is not trusted, or the handshake fails for another reason; {@link
     *                     Distrust} explains it
     */
    SSLSocket over(Socket connected, WebAddress server) throws IOException {
        SSLSocket tls =
                (SSLSocket) context().getSocketFactory().createSocket(connected, server.host(), server.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        boolean known = server.host().indexOf('_') < 0;
        if (known) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        } else {
            // Java does not consider a name with an underscore valid: it neither sends it nor finds it in certificates.
            parameters.setServerNames(List.of(new UnusualName(server.host())));
        }
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        if (!known) {
            CertificateNames.of((X509Certificate) tls.getSession().getPeerCertificates()[0])
                    .require(server.host());
        }
        return tls;
    }
}
