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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cloud that speaks JSXC's external API, for demonstrations, tests and measurements. It checks signatures, knows the
 * {@link Accounts} it was given, misbehaves on demand, and remembers what it was asked. Safe for use by several threads.
 */
public final class DemoCloud implements AutoCloseable {

    public static final String API_PATH = "/index.php/apps/ojsxc/ajax/externalApi.php";

    static final int BODY_LIMIT = 1024 * 1024;

    private static final int BACKLOG = 10_000;
    /** How much more than the limit is read, so that the client gets to see the 413 and not a reset connection. */
    private static final int DRAIN_LIMIT = 16 * 1024 * 1024;

    static {
        // The JDK's server reads these once, when it is loaded. Without the first, small answers wait for delayed ACKs.
        Map.of("sun.net.httpserver.nodelay", "true",
                "sun.net.httpserver.maxIdleConnections", "20000",
                "sun.net.httpserver.idleInterval", "300").forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    private final Settings settings;
    private final Api api;
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
        this.api = new Api(settings.accounts());
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

    /** The API's address, also while the cloud does not listen. */
    public synchronized URI url() {
        InetAddress ip = address.getAddress();
        String host = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort()
                + API_PATH);
    }

    /** The address, if this cloud was started with {@link Settings#control()}, at which faults can be set. */
    public URI controlUrl() {
        return url().resolve(FaultControl.PATH);
    }

    public Accounts accounts() {
        return settings.accounts();
    }

    /** Replaces the API secret, from the next request on. */
    public void secret(String replacement) {
        this.secret = settings.withSecret(replacement).secret();
    }

    /** Activates a fault from the next request on, and releases what hung because of the previous one. */
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

    /** How many requests there were of this operation, {@code auth}, {@code isuser} or {@code sharedroster}. */
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
        if (API_PATH.equals(path)) {
            ask(exchange);
        } else if (Misbehaviour.REDIRECT_TARGET.equals(path)) {
            redirectsFollowed.incrementAndGet();
            Misbehaviour.sendAll(exchange, Reply.rawJson(200, "{\"result\":\"noauth\"}"));
        } else if (FaultControl.PATH.equals(path) && settings.control()) {
            Misbehaviour.sendAll(exchange, control.answer(exchange));
        } else {
            Misbehaviour.sendAll(exchange, Reply.html(404, "<html><body><h1>404 Not Found</h1></body></html>"));
        }
    }

    private void ask(HttpExchange exchange) throws IOException {
        Api.Answer answer = answer(exchange);
        Api.Question question = answer.question();
        Fault fault = misbehaviour.current(question);
        Reply reply = Misbehaviour.distort(answer.reply(), fault);
        log.add(new LoggedRequest(question.operation(), question.username(), question.domain(),
                question.signatureAlgorithm(), question.signatureValid(), Misbehaviour.statusOf(reply, fault),
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
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, executor).execute(send);
        }
    }

    private Api.Answer answer(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(BODY_LIMIT + 1);
        if (!exchange.getRequestMethod().equals("POST")) {
            return notUnderstood(Reply.POST_ONLY);
        }
        if (body.length > BODY_LIMIT) {
            drain(in);
            return notUnderstood(Reply.text(413, "Request Entity Too Large"));
        }
        return api.answer(exchange.getRequestHeaders().getFirst(Signature.HEADER),
                exchange.getRequestHeaders().getFirst("Content-Type"), body, secret);
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

    private static Api.Answer notUnderstood(Reply reply) {
        return new Api.Answer(new Api.Question("", "", "", "", false), reply);
    }

    private static Thread workerThread(Runnable work) {
        Thread thread = new Thread(work, "demo-cloud");
        thread.setDaemon(true);
        return thread;
    }
}
