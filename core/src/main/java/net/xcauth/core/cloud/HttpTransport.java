package net.xcauth.core.cloud;

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
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sends requests over HTTP, so many at a time, each within its deadline.
 */
final class HttpTransport implements AutoCloseable {

    private static final int THREADS = 8;
    private static final String SIGNATURE_HEADER = "X-JSXC-SIGNATURE";

    private final CloudSettings settings;
    private final long deadlineMillis;
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor timer;
    private final HttpClients clients;
    private final Gate gate;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HttpTransport(CloudSettings settings, Optional<CaFile> caFile) {
        this.settings = settings;
        this.deadlineMillis = settings.connectTimeout().plus(settings.requestTimeout()).toMillis();
        AtomicInteger number = new AtomicInteger();
        // What comes to an executor after close() is dropped: every exchange has its outcome by then.
        this.executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                daemons(() -> "xcauth-cloud-" + number.incrementAndGet()), new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, daemons(() -> "xcauth-cloud-timer"),
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        this.gate = new Gate(settings.maxConcurrent(), settings.maxWaiting(), executor);
        this.clients = new HttpClients(settings, caFile, executor);
    }

    /**
     * Sends a request. If the cloud refuses its signature, it is sent with another from the same place at the gate, and
     * in what is left of its time. The future never completes exceptionally, and not later than the deadline.
     */
    CompletableFuture<Outcome> send(Signing signing) {
        Exchange exchange = new Exchange(signing);
        exchange.armDeadline();
        exchanges.add(exchange);
        if (closed) {
            exchange.abandon();
        } else if (gate.enter(exchange)) {
            exchange.withdrawIfOver();
        } else {
            exchange.end(new Outcome.Fault(Cause.OVERLOAD, "More than " + settings.maxWaiting()
                    + " requests are waiting for their turn; the one to " + signing.host() + " was not sent"));
        }
        return exchange.outcome;
    }

    /** Makes the client that requests to this address will take. */
    void prepare(URI url) {
        clients.forScheme(isEncrypted(url));
    }

    /** Whether nothing is left behind of finished requests: no exchange, no armed deadline. */
    boolean idle() {
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

        private final Signing signing;
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private volatile CompletableFuture<HttpResponse<Outcome.Reply>> underWay;
        private volatile ScheduledFuture<?> deadline;

        Exchange(Signing signing) {
            this.signing = signing;
        }

        @Override
        public void run() {
            attempt(signing.post(), true);
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
            stop(new Outcome.Fault(Cause.DISCONNECTED, "The request to " + signing.host()
                    + " was given up because the program ends"));
        }

        void end(Outcome result) {
            exchanges.remove(this);
            deadline.cancel(false);
            outcome.complete(result);
        }

        private void expire() {
            boolean waited = gate.withdraw(this);
            stop(waited
                    ? new Outcome.Fault(Cause.OVERLOAD, "The request to " + signing.host() + " waited "
                            + Faults.seconds(deadlineMillis) + " for its turn behind others and was not sent")
                    : new Outcome.Fault(Cause.TIMEOUT, signing.host() + " did not answer completely within "
                            + Faults.seconds(deadlineMillis)));
        }

        private void stop(Outcome result) {
            gate.withdraw(this);
            end(result);
            CompletableFuture<?> request = underWay;
            if (request != null) {
                request.cancel(true);
            }
        }

        private void attempt(Post post, boolean first) {
            if (outcome.isDone()) {
                gate.leave();
                return;
            }
            BodyCollector collector = new BodyCollector(post.answerLimit());
            CompletableFuture<HttpResponse<Outcome.Reply>> request = sent(post, collector);
            underWay = request;
            if (outcome.isDone()) {
                request.cancel(true);
            }
            request.whenComplete((response, fault) -> {
                if (fault == null) {
                    answered(response.body());
                } else if (first && !collector.answerBegun() && Faults.worthAnotherConnection(fault)) {
                    attempt(post, false);
                } else {
                    finish(Faults.of(fault, signing.host(), settings));
                }
            });
        }

        private CompletableFuture<HttpResponse<Outcome.Reply>> sent(Post post, BodyCollector collector) {
            try {
                boolean encrypted = isEncrypted(post.url());
                return clients.forScheme(encrypted).sendAsync(request(post, encrypted), collector);
            } catch (RuntimeException | Error e) {
                // Without this an Error, such as no thread being left, would cost the gate a place for ever.
                return CompletableFuture.failedFuture(e);
            }
        }

        private void answered(Outcome.Reply reply) {
            Optional<Post> next = next(reply);
            if (next.isPresent()) {
                attempt(next.get(), true);
            } else {
                finish(reply);
            }
        }

        private Optional<Post> next(Outcome.Reply reply) {
            try {
                return signing.after(reply);
            } catch (RuntimeException | Error e) {
                // Likewise; whoever reads the outcome meets the same fault, and says so.
                return Optional.empty();
            }
        }

        private void finish(Outcome result) {
            gate.leave();
            end(result);
        }
    }

    private static boolean isEncrypted(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static HttpRequest request(Post post, boolean encrypted) {
        return HttpRequest.newBuilder(post.url())
                .version(encrypted ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("User-Agent", "xcauth")
                .header(SIGNATURE_HEADER, post.signature())
                .POST(HttpRequest.BodyPublishers.ofByteArray(post.body()))
                .build();
    }

    private static ThreadFactory daemons(Supplier<String> names) {
        return task -> {
            Thread thread = new Thread(task, names.get());
            thread.setDaemon(true);
            return thread;
        };
    }
}
