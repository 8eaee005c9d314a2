package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.text.RefusedException;

/** Looks at a cloud's certificate with the trust that {@link HttpTransport} has. */
public final class TlsProbe {

    private final CloudSettings settings;
    private final Optional<CaFile> caFile;

    /** @throws RefusedException if the CA file cannot be read; the message names it and says what is wrong */
    public TlsProbe(CloudSettings settings) {
        this.settings = settings;
        this.caFile = settings.caFile().map(CaFile::read);
    }

    /**
     * Shakes hands over a connection to the cloud, which is of no further use.
     *
     * @param connected its read timeout bounds the wait
     * @param url       the API's address, https
     * @return the cloud's certificate, which is trusted here and made for this host
     * @throws IOException if there is none; the message names the host and what is wrong
     */
    public X509Certificate certificate(Socket connected, URI url) throws IOException {
        try (SSLSocket tls = (SSLSocket) context().getSocketFactory()
                .createSocket(connected, host(url), connected.getPort(), true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return (X509Certificate) tls.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new IOException(Faults.of(e, url.getHost(), settings).detail(), e);
        }
    }

    private SSLContext context() {
        return caFile.map(CaFile::context).orElseGet(() -> {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("This Java cannot set up TLS: " + e.getMessage(), e);
            }
        });
    }

    /** IPv6 addresses are in brackets in a URL, and nowhere else. */
    private static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
