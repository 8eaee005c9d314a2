package net.xcauth.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.xcauth.demo.jsxc.JsxcApi;
import net.xcauth.demo.nextcloud.Installation;
import net.xcauth.demo.nextcloud.NextcloudApi;

/**
 * A cloud that speaks Nextcloud's own API and JSXC's external API at the same address, for demonstrations, tests and
 * measurements. It serves the given {@link DemoAccounts}, has faults on demand, and logs its requests. Thread-safe.
 */
public final class DemoCloud implements AutoCloseable {

    public static final String API_PATH = JsxcApi.PATH;

    private static final int BACKLOG = 10_000;

    static {
        // The JDK's server reads these when its class is loaded. Without the first, small answers wait for delayed
        // ACKs.
        Map.of(
                        "sun.net.httpserver.nodelay",
                        "true",
                        "sun.net.httpserver.maxIdleConnections",
                        "20000",
                        "sun.net.httpserver.idleInterval",
                        "300")
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    private final DemoSettings settings;
    private final Installation installation;
    private final ExecutorService executor;
    private final FaultInjector faults;
    private final RequestLog log;
    private final RequestRouter router;
    private Optional<HttpServer> server = Optional.empty();
    private InetSocketAddress address;

    private DemoCloud(DemoSettings settings) {
        this.settings = settings;
        this.installation = new Installation(settings.clock());
        this.executor = Executors.newFixedThreadPool(settings.threads(), DemoCloud::workerThread);
        this.faults = new FaultInjector(executor);
        this.log = new RequestLog(settings.keepRequests());
        this.router = new RequestRouter(settings, installation, faults, log, executor);
        this.address = new InetSocketAddress(settings.host(), settings.port());
    }

    /**
     * Starts a cloud.
     *
     * @throws UncheckedIOException if it cannot listen on the address
     */
    public static DemoCloud start(DemoSettings settings) {
        DemoCloud cloud = new DemoCloud(settings);
        try {
            cloud.startListening();
            return cloud;
        } catch (RuntimeException e) {
            cloud.close();
            throw e;
        }
    }

    /** The URL of JSXC's API, even while the cloud does not listen. */
    public URI url() {
        return baseUrl().resolve(API_PATH.substring(1));
    }

    /** The base URL, which ends with a slash, even while the cloud does not listen. */
    public synchronized URI baseUrl() {
        InetAddress ip = address.getAddress();
        String host = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort()
                + installation.folder() + "/");
    }

    /** The URL at which faults can be set, if {@link DemoSettings#control()} is true. */
    public URI controlUrl() {
        return baseUrl().resolve(FaultEndpoint.PATH);
    }

    public DemoAccounts accounts() {
        return settings.accounts();
    }

    /** The configuration of its Nextcloud: release, exemption, address book, maintenance and so on. */
    public Installation nextcloud() {
        return installation;
    }

    /** Replaces the API secret from the next request on. */
    public void secret(String replacement) {
        router.secret(settings.withSecret(replacement).secret());
    }

    /** Sets a fault of both APIs from the next request on, and releases replies that the previous one held back. */
    public void fault(Fault fault) {
        faults.set(fault);
    }

    /** Sets a fault of one operation. */
    public void fault(Fault fault, String operation) {
        faults.set(fault, operation, "");
    }

    /** Sets a fault of requests about one user or group; an empty operation means all. */
    public void fault(Fault fault, String operation, String username) {
        faults.set(fault, operation, username);
    }

    /** Closes the port and all connections, so that new ones are refused. No effect if the cloud does not listen. */
    public synchronized void stopListening() {
        server.ifPresent(listening -> {
            listening.stop(0);
            faults.dropHeld();
        });
        server = Optional.empty();
    }

    /**
     * Listens again on the same port. No effect if the cloud listens already.
     *
     * @throws UncheckedIOException if another program has taken the port
     */
    public synchronized void startListening() {
        if (server.isPresent()) {
            return;
        }
        try {
            HttpServer created = HttpServer.create(address, BACKLOG);
            address = created.getAddress();
            created.setExecutor(executor);
            created.createContext("/", router::route);
            created.start();
            server = Optional.of(created);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes all connections and listens again on the same port. */
    public synchronized void restart() {
        stopListening();
        startListening();
    }

    @Override
    public void close() {
        stopListening();
        executor.shutdownNow();
    }

    /** The newest 10,000 requests, oldest first, logged before they are answered; none if they are not kept. */
    public List<LoggedRequest> requests() {
        return log.requests();
    }

    /**
     * Waits for that many requests and returns all.
     *
     * @throws IllegalStateException if there are fewer after the timeout, or requests are not kept
     */
    public List<LoggedRequest> awaitRequests(int count, Duration timeout) throws InterruptedException {
        return log.await(count, timeout);
    }

    /** The number of requests. */
    public long requestCount() {
        return log.count();
    }

    /** The number of requests of one operation, from {@link JsxcApi#OPERATIONS} or {@link NextcloudApi#OPERATIONS}. */
    public long requestCount(String operation) {
        return log.count(operation);
    }

    /** Deletes the logged requests and resets the counts. */
    public void clearRequests() {
        log.clear();
    }

    /** The number of requests to the target of {@link Fault#REDIRECT}. */
    public int redirectsFollowed() {
        return router.redirectsFollowed();
    }

    private static Thread workerThread(Runnable work) {
        Thread thread = new Thread(work, "demo-cloud");
        thread.setDaemon(true);
        return thread;
    }
}
