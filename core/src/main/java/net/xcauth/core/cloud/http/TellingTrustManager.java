package net.xcauth.core.cloud.http;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts what another one trusts, and shows the certificates that it does not trust. */
final class TellingTrustManager extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager judge;

    TellingTrustManager(X509ExtendedTrustManager judge) {
        this.judge = judge;
    }

    /** Why certificates were not trusted, and which ones the server sent. */
    static final class UntrustedException extends CertificateException {
        private static final long serialVersionUID = 1L;
        private final transient List<X509Certificate> chain;

        UntrustedException(CertificateException why, X509Certificate[] chain) {
            super(why.getMessage(), why);
            this.chain = List.of(chain);
        }

        /** The server's own certificate first. */
        List<X509Certificate> chain() {
            return chain;
        }
    }

    /** A judgement on a server's certificates. */
    @FunctionalInterface
    private interface Check {
        void run() throws CertificateException;
    }

    private static void telling(X509Certificate[] chain, Check check) throws UntrustedException {
        try {
            check.run();
        } catch (CertificateException e) {
            throw new UntrustedException(e, chain);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        telling(chain, () -> judge.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        telling(chain, () -> judge.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        telling(chain, () -> judge.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        judge.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        judge.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        judge.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
