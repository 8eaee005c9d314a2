package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.text.RefusedException;

/** Looks at a cloud's certificate with the trust that {@link HttpTransport} has. */
public final class TlsProbe {

    private final CloudSettings settings;
    private final Tls tls;

    /** @throws RefusedException if the CA file cannot be read; the message names it and says what is wrong */
    public TlsProbe(CloudSettings settings) {
        this.settings = settings;
        this.tls = new Tls(settings.caFile().map(CaFile::read));
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
        try (SSLSocket shaken = tls.over(connected, WebAddress.of(url))) {
            return (X509Certificate) shaken.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new IOException(
                    Faults.of(e, WebAddress.of(url).bracketed(), settings).detail(), e);
        }
    }
}
