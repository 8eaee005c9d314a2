package net.xcauth.core.cloud.http;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import net.xcauth.core.cloud.CloudSettings;

/**
 * The JDK's HTTP clients, one for {@code http://} and one for {@code https://}, each made when it is first needed:
 * reading the system's trusted authorities takes longer than all the rest of a start.
 */
final class HttpClients implements AutoCloseable {
    private static final Pattern NUMBER = Pattern.compile("\\((\\d+)\\)");

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

    /**
     * Ends the clients' threads and closes their connections. Java 17 has no method for it and waits for the garbage
     * collector; a program that ends meanwhile hangs 300 ms at its exit. The thread's loop ends when it is interrupted,
     * and it is known by the client's number.
     */
    @Override
    public synchronized void close() {
        Stream.of(Optional.ofNullable(plain), Optional.ofNullable(encrypted)).flatMap(Optional::stream)
                .map(HttpClients::selectorName).forEach(HttpClients::interruptNamed);
    }

    private static String selectorName(HttpClient client) {
        Matcher number = NUMBER.matcher(client.toString());
        return number.find() ? "HttpClient-" + number.group(1) + "-SelectorManager" : "";
    }

    private static void interruptNamed(String name) {
        Thread[] threads = new Thread[Thread.activeCount() * 2 + 16];
        int count = Thread.enumerate(threads);
        Arrays.stream(threads, 0, count).filter(thread -> thread.getName().equals(name)).forEach(Thread::interrupt);
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
