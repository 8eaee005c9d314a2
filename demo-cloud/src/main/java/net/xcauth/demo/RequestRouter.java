package net.xcauth.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.xcauth.demo.http.AnsweredRequest;
import net.xcauth.demo.http.HttpReply;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.jsxc.JsxcApi;
import net.xcauth.demo.jsxc.Signature;
import net.xcauth.demo.nextcloud.Installation;
import net.xcauth.demo.nextcloud.NextcloudApi;

/** Passes each request to one of the APIs, logs it, and sends the answer, which a fault or the latency may change. */
final class RequestRouter {

    static final int BODY_LIMIT = 1024 * 1024;

    /** The most bytes read beyond the limit, so that the client sees the 413 instead of a connection reset. */
    private static final int DRAIN_LIMIT = 16 * 1024 * 1024;

    private final DemoSettings settings;
    private final Installation installation;
    private final NextcloudApi nextcloud;
    private final JsxcApi jsxc;
    private final FaultInjector faults;
    private final FaultEndpoint faultEndpoint;
    private final RequestLog log;
    private final Executor executor;
    private final AtomicInteger redirectsFollowed = new AtomicInteger();
    private volatile String secret;

    RequestRouter(
            DemoSettings settings, Installation installation, FaultInjector faults, RequestLog log, Executor executor) {
        this.settings = settings;
        this.secret = settings.secret();
        this.installation = installation;
        this.nextcloud = new NextcloudApi(settings.accounts(), installation);
        this.jsxc = new JsxcApi(settings.accounts());
        this.faults = faults;
        this.faultEndpoint = new FaultEndpoint(faults::set);
        this.log = log;
        this.executor = executor;
    }

    void secret(String replacement) {
        secret = replacement;
    }

    int redirectsFollowed() {
        return redirectsFollowed.get();
    }

    void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (FaultInjector.REDIRECT_TARGET.equals(path)) {
            redirectsFollowed.incrementAndGet();
            FaultInjector.sendAll(exchange, HttpReply.rawJson(200, "{\"result\":\"noauth\"}"));
        } else if (FaultEndpoint.PATH.equals(path) && settings.control()) {
            FaultInjector.sendAll(exchange, faultEndpoint.answer(exchange));
        } else {
            routeToApi(exchange);
        }
    }

    private void routeToApi(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        Optional<IncomingRequest> request = IncomingRequest.of(exchange, body).within(installation.folder());
        if (request.isPresent() && JsxcApi.PATH.equals(request.get().path())) {
            send(exchange, askJsxc(exchange, request.get()));
        } else if (request.isPresent() && nextcloud.knows(request.get())) {
            send(exchange, nextcloud.answer(request.get()));
        } else {
            FaultInjector.sendAll(exchange, HttpReply.html(404, "<html><body><h1>404 Not Found</h1></body></html>"));
        }
    }

    private void send(HttpExchange exchange, AnsweredRequest answered) throws IOException {
        AnsweredRequest.Summary request = answered.request();
        Fault fault = faults.current(request);
        HttpReply reply = FaultInjector.distort(answered, fault);
        log.add(new LoggedRequest(
                request.operation(),
                request.username(),
                request.domain(),
                request.signatureAlgorithm(),
                request.signatureValid(),
                request.authorization(),
                exchange.getRequestURI().toString(),
                FaultInjector.statusOf(reply, fault),
                settings.clock().instant()));
        if (fault == Fault.DOWN) {
            // The JDK's server closes a connection for good only if the handler throws.
            throw new IOException("the demo cloud plays dead");
        }
        afterDelay(fault, () -> faults.send(exchange, reply, fault));
    }

    /** Sends later from another thread: the JDK's server allows an exchange to outlive its handler's call. */
    private void afterDelay(Fault fault, Runnable send) {
        Duration delay = fault instanceof Fault.Slow slow ? settings.latency().plus(slow.delay()) : settings.latency();
        if (delay.isZero()) {
            send.run();
        } else {
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, executor)
                    .execute(send);
        }
    }

    private AnsweredRequest askJsxc(HttpExchange exchange, IncomingRequest request) throws IOException {
        Optional<HttpReply> closed = nextcloud.closed(request);
        if (closed.isPresent()) {
            return jsxc.rejected(closed.get());
        }
        if (!request.method().equals("POST")) {
            return jsxc.rejected(HttpReply.POST_ONLY);
        }
        if (request.body().length > BODY_LIMIT) {
            drain(exchange.getRequestBody());
            return jsxc.rejected(HttpReply.text(413, "Request Entity Too Large"));
        }
        return jsxc.answer(request.header(Signature.HEADER), request.header("Content-Type"), request.body(), secret);
    }

    /** Reads instead of skipping, which would bypass the JDK server's count of the remaining bytes. */
    private static void drain(InputStream in) throws IOException {
        byte[] ignored = new byte[8192];
        int left = DRAIN_LIMIT;
        int read = 0;
        while (read >= 0 && left > 0) {
            read = in.read(ignored);
            left -= read;
        }
    }
}
