package net.xcauth.core.cloud.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.thread.Daemons;

/**
 * Sends requests over HTTP, a limited number at a time, each within its deadline. It follows no redirect, keeps no
 * cookie, and answers no demand for a login: what the cloud replies is the caller's to judge.
 */
public final class HttpTransport implements AutoCloseable {

    private static final int THREADS = 8;

    private final CloudSettings settings;
    private final long deadlineMillis;
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor timer;
    private final HttpClients clients;
    private final Gate gate;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public HttpTransport(CloudSettings settings, Optional<CaFile> caFile) {
        this.settings = settings;
        this.deadlineMillis = settings.connectTimeout().plus(settings.requestTimeout()).toMillis();
        AtomicInteger number = new AtomicInteger();
        // What comes to an executor after close() is dropped: every exchange has its outcome by then.
        this.executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> Daemons.thread(task, "xcauth-cloud-" + number.incrementAndGet()), new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, Daemons.named("xcauth-cloud-timer"),
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        this.gate = new Gate(settings.maxConcurrent(), settings.maxWaiting(), executor);
        this.clients = new HttpClients(settings, caFile, executor);
    }

    /**
     * Sends the call's requests, one after the other. The future completes with the last one's outcome, never
     * exceptionally, and not later than the deadline.
     */
    public CompletableFuture<HttpOutcome> send(HttpCall call) {
        Exchange exchange = new Exchange(call);
        exchange.armDeadline();
        exchanges.add(exchange);
        if (closed) {
            exchange.abandon();
        } else if (gate.enter(exchange)) {
            exchange.withdrawIfOver();
        } else {
            exchange.end(new HttpOutcome.Fault(Cause.OVERLOAD, "More than " + settings.maxWaiting()
                    + " requests are waiting for their turn; the one to " + call.host() + " was not sent"));
        }
        return exchange.outcome;
    }

    /** Creates the client for requests to this address. */
    public void prepare(URI url) {
        clients.forScheme(isEncrypted(url));
    }

    /** Whether nothing is left behind of finished requests: no exchange, no armed deadline. */
    public boolean idle() {
        return exchanges.isEmpty() && timer.getQueue().isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        exchanges.forEach(Exchange::abandon);
        timer.shutdownNow();
        clients.close();
        executor.shutdown();
    }

    /** One request on its way: waiting for its turn, then under way, perhaps several times. */
    private final class Exchange implements Runnable {

        private final HttpCall call;
        private final CompletableFuture<HttpOutcome> outcome = new CompletableFuture<>();
        private volatile CompletableFuture<HttpResponse<HttpOutcome.Reply>> underWay;
        private volatile ScheduledFuture<?> deadline;

        Exchange(HttpCall call) {
            this.call = call;
        }

        @Override
        public void run() {
            attempt(call.first(), true);
        }

        void armDeadline() {
            deadline = timer.schedule(this::expire, deadlineMillis, TimeUnit.MILLISECONDS);
        }

        /** Its end may have come just before it was listed or began to wait. */
        void withdrawIfOver() {
            if (outcome.isDone()) {
                exchanges.remove(this);
                gate.withdraw(this);
            }
        }

        void abandon() {
            stop(new HttpOutcome.Fault(Cause.DISCONNECTED, "The request to " + call.host()
                    + " was given up because the program ends"));
        }

        void end(HttpOutcome result) {
            exchanges.remove(this);
            deadline.cancel(false);
            outcome.complete(result);
        }

        private void expire() {
            boolean waited = gate.withdraw(this);
            stop(waited
                    ? new HttpOutcome.Fault(Cause.OVERLOAD, "The request to " + call.host() + " waited "
                            + Faults.seconds(deadlineMillis) + " for its turn behind others and was not sent")
                    : new HttpOutcome.Fault(Cause.TIMEOUT, call.host() + " did not answer completely within "
                            + Faults.seconds(deadlineMillis)));
        }

        private void stop(HttpOutcome result) {
            gate.withdraw(this);
            end(result);
            CompletableFuture<?> request = underWay;
            if (request != null) {
                request.cancel(true);
            }
        }

        private void attempt(CloudRequest request, boolean first) {
            if (outcome.isDone()) {
                gate.leave();
                return;
            }
            BodyCollector collector = new BodyCollector(request.answerLimit(), request.filter().map(Supplier::get));
            CompletableFuture<HttpResponse<HttpOutcome.Reply>> sent = sent(request, collector);
            underWay = sent;
            if (outcome.isDone()) {
                sent.cancel(true);
            }
            sent.whenComplete((response, fault) -> {
                if (fault == null) {
                    answered(response.body());
                } else if (first && !collector.answerBegun() && Faults.worthAnotherConnection(fault)) {
                    attempt(request, false);
                } else {
                    finish(Faults.of(fault, call.host(), settings));
                }
            });
        }

        private CompletableFuture<HttpResponse<HttpOutcome.Reply>> sent(CloudRequest request, BodyCollector collector) {
            try {
                boolean encrypted = isEncrypted(request.url());
                return clients.forScheme(encrypted).sendAsync(http(request, encrypted), collector);
            } catch (RuntimeException | Error e) {
                // Without this an Error, such as no thread being left, would cost the gate a place for ever.
                return CompletableFuture.failedFuture(e);
            }
        }

        private void answered(HttpOutcome.Reply reply) {
            Optional<CloudRequest> next = next(reply);
            if (next.isPresent()) {
                attempt(next.get(), true);
            } else {
                finish(reply);
            }
        }

        private Optional<CloudRequest> next(HttpOutcome.Reply reply) {
            try {
                return call.after(reply);
            } catch (RuntimeException | Error e) {
                // Likewise; whoever reads the outcome meets the same fault, and says so.
                return Optional.empty();
            }
        }

        private void finish(HttpOutcome result) {
            gate.leave();
            end(result);
        }
    }

    private static boolean isEncrypted(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static HttpRequest http(CloudRequest request, boolean encrypted) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.url())
                .version(encrypted ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .header("User-Agent", "xcauth");
        addHeaders(request, builder);
        // Without a publisher of a body: newer versions of Java then send no "Content-Length: 0".
        return request.method().equals("GET") ? builder.GET().build()
                : builder.method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body())).build();
    }

    private static void addHeaders(CloudRequest request, HttpRequest.Builder builder) {
        try {
            request.headers().forEach(builder::header);
        } catch (IllegalArgumentException e) {
            // Java's message shows the value, which may be a password.
            throw new IllegalArgumentException("a header of the request has a character that HTTP does not allow");
        }
    }
}
