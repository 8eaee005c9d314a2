package net.xcauth.core.cloud;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/**
 * The JDK's HTTP clients, one for {@code http://} and one for {@code https://}, each made when it is first needed:
 * reading the system's trusted authorities takes longer than all the rest of a start.
 */
final class HttpClients {
    private final CloudSettings settings;
    private final Optional<CaFile> caFile;
    private final Executor executor;
    private volatile HttpClient plain;
    private volatile HttpClient encrypted;

    HttpClients(CloudSettings settings, Optional<CaFile> caFile, Executor executor) {
        this.settings = settings;
        this.caFile = caFile;
        this.executor = executor;
    }

    HttpClient forScheme(boolean https) {
        HttpClient made = https ? encrypted : plain;
        return made != null ? made : make(https);
    }

    private synchronized HttpClient make(boolean https) {
        if (https) {
            if (encrypted == null) {
                HttpClient.Builder builder = builder();
                caFile.map(CaFile::context).ifPresent(builder::sslContext);
                encrypted = builder.build();
            }
            return encrypted;
        }
        if (plain == null) {
            plain = builder().sslContext(NoTls.context()).build();
        }
        return plain;
    }

    private HttpClient.Builder builder() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER);
        proxy().ifPresent(builder::proxy);
        return builder;
    }

    /** Empty leaves it to the JDK, which is only asked if a system property names a proxy. */
    private Optional<ProxySelector> proxy() {
        if (settings.proxy().isPresent()) {
            URI proxy = settings.proxy().get();
            return Optional.of(ProxySelector.of(InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort())));
        }
        boolean byProperty = System.getProperty("http.proxyHost") != null
                || System.getProperty("https.proxyHost") != null || Boolean.getBoolean("java.net.useSystemProxies");
        return byProperty ? Optional.empty() : Optional.of(HttpClient.Builder.NO_PROXY);
    }
}
