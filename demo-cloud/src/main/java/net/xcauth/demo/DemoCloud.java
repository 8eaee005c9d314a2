package net.xcauth.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.xcauth.demo.http.Answered;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.Reply;
import net.xcauth.demo.jsxc.JsxcApi;
import net.xcauth.demo.jsxc.Signature;
import net.xcauth.demo.nextcloud.Installation;
import net.xcauth.demo.nextcloud.NextcloudApi;

/**
 * A cloud that speaks Nextcloud's own API and JSXC's external one at the same address, for demonstrations, tests and
 * measurements. It knows the {@link Accounts} it was given, misbehaves on demand, and remembers what it was asked. Safe
 * for use by several threads.
 */
public final class DemoCloud implements AutoCloseable {

    public static final String API_PATH = JsxcApi.PATH;

    static final int BODY_LIMIT = 1024 * 1024;

    private static final int BACKLOG = 10_000;
    /** How much more than the limit is read, so that the client gets to see the 413 and not a reset connection. */
    private static final int DRAIN_LIMIT = 16 * 1024 * 1024;

    static {
        // The JDK's server reads these once, when it is loaded. Without the first, small answers wait for delayed ACKs.
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

    private final Settings settings;
    private final JsxcApi jsxc;
    private final Installation installation;
    private final NextcloudApi nextcloud;
    private final FaultControl control;
    private final ExecutorService executor;
    private final Misbehaviour misbehaviour;
    private final RequestLog log;
    private final AtomicInteger redirectsFollowed = new AtomicInteger();
    private volatile String secret;
    private HttpServer server;
    private InetSocketAddress address;

    private DemoCloud(Settings settings) {
        this.settings = settings;
        this.secret = settings.secret();
        this.jsxc = new JsxcApi(settings.accounts());
        this.installation = new Installation(settings.clock());
        this.nextcloud = new NextcloudApi(settings.accounts(), installation);
        this.executor = Executors.newFixedThreadPool(settings.threads(), DemoCloud::workerThread);
        this.misbehaviour = new Misbehaviour(executor);
        this.control = new FaultControl(misbehaviour::set);
        this.log = new RequestLog(settings.keepRequests());
        this.address = new InetSocketAddress(settings.host(), settings.port());
    }

    /**
     * Starts a cloud, which answers from when this returns until {@link #close()}.
     *
     * @throws UncheckedIOException if it cannot listen at the address
     */
    public static DemoCloud start(Settings settings) {
        DemoCloud cloud = new DemoCloud(settings);
        try {
            cloud.startListening();
            return cloud;
        } catch (RuntimeException e) {
            cloud.close();
            throw e;
        }
    }

    /** The address of JSXC's API, also while the cloud does not listen. */
    public URI url() {
        return baseUrl().resolve(API_PATH.substring(1));
    }

    /** The base address, which ends with a slash, also while the cloud does not listen. */
    public synchronized URI baseUrl() {
        InetAddress ip = address.getAddress();
        String host = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort()
                + installation.folder() + "/");
    }

    /** The address, if this cloud was started with {@link Settings#control()}, at which faults can be set. */
    public URI controlUrl() {
        return baseUrl().resolve(FaultControl.PATH);
    }

    public Accounts accounts() {
        return settings.accounts();
    }

    /** How its Nextcloud is set up: release, exemption, address book, maintenance and so on. */
    public Installation nextcloud() {
        return installation;
    }

    /** Replaces the API secret, from the next request on. */
    public void secret(String replacement) {
        this.secret = settings.withSecret(replacement).secret();
    }

    /** Activates a fault of both APIs from the next request on, and releases what hung because of the previous one. */
    public void fault(Fault fault) {
        misbehaviour.set(fault);
    }

    /** Like {@link #fault(Fault)}, for one operation; all is well with the others. */
    public void fault(Fault fault, String operation) {
        misbehaviour.set(fault, operation, "");
    }

    /** Like {@link #fault(Fault, String)}, for questions about one name; an empty operation is every operation. */
    public void fault(Fault fault, String operation, String username) {
        misbehaviour.set(fault, operation, username);
    }

    /** Closes the port and all connections: new ones are refused. Without effect if the cloud does not listen. */
    public synchronized void stopListening() {
        if (server != null) {
            server.stop(0);
            server = null;
            misbehaviour.abandonHeld();
        }
    }

    /**
     * Listens again, at the same port as before. Without effect if the cloud listens already.
     *
     * @throws UncheckedIOException if somebody else has taken the port
     */
    public synchronized void startListening() {
        if (server == null) {
            try {
                server = HttpServer.create(address, BACKLOG);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            address = server.getAddress();
            server.setExecutor(executor);
            server.createContext("/", this::route);
            server.start();
        }
    }

    /** Closes all connections and listens again at the same port. */
    public synchronized void restart() {
        stopListening();
        startListening();
    }

    @Override
    public void close() {
        stopListening();
        executor.shutdownNow();
    }

    /**
     * The newest 10,000 requests, oldest first; none if they are not kept. A request is here before it is answered.
     */
    public List<LoggedRequest> requests() {
        return log.requests();
    }

    /**
     * Waits for requests and returns all that are there.
     *
     * @throws IllegalStateException if there are fewer than {@code count} after the time-out, or requests are not kept
     */
    public List<LoggedRequest> awaitRequests(int count, Duration timeout) throws InterruptedException {
        return log.await(count, timeout);
    }

    /** How many requests there were, of any operation. */
    public long requestCount() {
        return log.count();
    }

    /** How many requests there were of this operation, one of JSXC's three or of {@link NextcloudApi#OPERATIONS}. */
    public long requestCount(String operation) {
        return log.count(operation);
    }

    /** Forgets the requests and sets their counts to 0. */
    public void clearRequests() {
        log.clear();
    }

    /** How many requests there were to where {@link Fault#REDIRECT} sends clients. */
    public int redirectsFollowed() {
        return redirectsFollowed.get();
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (Misbehaviour.REDIRECT_TARGET.equals(path)) {
            redirectsFollowed.incrementAndGet();
            Misbehaviour.sendAll(exchange, Reply.rawJson(200, "{\"result\":\"noauth\"}"));
        } else if (FaultControl.PATH.equals(path) && settings.control()) {
            Misbehaviour.sendAll(exchange, control.answer(exchange));
        } else {
            ask(exchange);
        }
    }

    private void ask(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        Optional<IncomingRequest> request = IncomingRequest.of(exchange, body).within(installation.folder());
        if (request.isPresent() && API_PATH.equals(request.get().path())) {
            answer(exchange, askJsxc(exchange, request.get()));
        } else if (request.isPresent() && nextcloud.knows(request.get())) {
            answer(exchange, nextcloud.answer(request.get()));
        } else {
            Misbehaviour.sendAll(exchange, Reply.html(404, "<html><body><h1>404 Not Found</h1></body></html>"));
        }
    }

    private void answer(HttpExchange exchange, Answered answered) throws IOException {
        Answered.Question question = answered.question();
        Fault fault = misbehaviour.current(question);
        Reply reply = Misbehaviour.distort(answered, fault);
        log.add(new LoggedRequest(
                question.operation(),
                question.username(),
                question.domain(),
                question.signatureAlgorithm(),
                question.signatureValid(),
                question.authorization(),
                exchange.getRequestURI().toString(),
                Misbehaviour.statusOf(reply, fault),
                settings.clock().instant()));
        if (fault == Fault.DOWN) {
            // To throw is the only way to make the JDK's server close a connection and forget it.
            throw new IOException("the demo cloud plays dead");
        }
        afterDelay(fault, () -> misbehaviour.send(exchange, reply, fault));
    }

    /** Sends later from another thread: the JDK's server lets an exchange outlive its handler's call. */
    private void afterDelay(Fault fault, Runnable send) {
        Duration delay = fault instanceof Fault.Slow slow ? settings.latency().plus(slow.delay()) : settings.latency();
        if (delay.isZero()) {
            send.run();
        } else {
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, executor)
                    .execute(send);
        }
    }

    private Answered askJsxc(HttpExchange exchange, IncomingRequest request) throws IOException {
        Optional<Reply> closed = nextcloud.closed(request);
        if (closed.isPresent()) {
            return jsxc.notUnderstood(closed.get());
        }
        if (!request.method().equals("POST")) {
            return jsxc.notUnderstood(Reply.POST_ONLY);
        }
        if (request.body().length > BODY_LIMIT) {
            drain(exchange.getRequestBody());
            return jsxc.notUnderstood(Reply.text(413, "Request Entity Too Large"));
        }
        return jsxc.answer(
                request.header(Signature.HEADER).orElse(null),
                request.header("Content-Type").orElse(null),
                request.body(),
                secret);
    }

    /** Reads, because to skip would bypass the JDK server's count of what is left of the body. */
    private static void drain(InputStream in) throws IOException {
        byte[] ignored = new byte[8192];
        int left = DRAIN_LIMIT;
        int read = 0;
        while (read >= 0 && left > 0) {
            read = in.read(ignored);
            left -= read;
        }
    }

    private static Thread workerThread(Runnable work) {
        Thread thread = new Thread(work, "demo-cloud");
        thread.setDaemon(true);
        return thread;
    }
}
