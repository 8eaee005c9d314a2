package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.text.RefusedException;

/** Checks a cloud's certificate with the same trust as {@link HttpTransport}. */
public final class TlsProbe {

    private final CloudSettings settings;
    private final Tls tls;

    /** @throws RefusedException if the CA file cannot be read; the message names it and the problem */
    public TlsProbe(CloudSettings settings) {
        this.settings = settings;
        this.tls = new Tls(settings.caFile().map(CaFile::read));
    }

    /**
     * Performs the handshake on a connection to the cloud, which is not usable afterwards.
     *
     * @param connected its read timeout limits the wait
     * @param url       the API's address, https
     * @return the cloud's certificate, which is trusted here and valid for this host
     * @throws IOException if there is none; the message names the host and the problem
     */
    public X509Certificate certificate(Socket connected, URI url) throws IOException {
        try (SSLSocket secured = tls.over(connected, WebAddress.of(url))) {
            return (X509Certificate) secured.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new IOException(
                    Faults.of(e, WebAddress.of(url).bracketed(), settings).detail(), e);
        }
    }
}
