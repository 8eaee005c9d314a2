package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.thread.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over HTTP/1.1, a limited number at a time, each within its deadline. Follows no redirects, keeps no
 * cookies and answers no authentication challenges: judging the reply is up to the caller.
 *
 * <p>Java's own client only connects to the first address of a name, and does not support names with an underscore. So
 * Apache HttpCore speaks HTTP over connections opened by {@link Dialer}.
 */
public final class HttpTransport implements AutoCloseable {

    private final CloudSettings settings;
    private final long deadlineMillis;
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor timer;
    private final ConnectionPool connections;
    private final ConcurrencyLimit limit;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private final Object sweeping = new Object();
    private @Nullable ScheduledFuture<?> sweep;
    private volatile boolean closed;

    /** Uses this machine's name resolution. */
    public HttpTransport(CloudSettings settings, Optional<CaFile> caFile) {
        this(settings, caFile, Resolver.SYSTEM);
    }

    HttpTransport(CloudSettings settings, Optional<CaFile> caFile, Resolver resolver) {
        this.settings = settings;
        this.deadlineMillis =
                settings.connectTimeout().plus(settings.requestTimeout()).toMillis();
        AtomicInteger number = new AtomicInteger();
        // The concurrency limit bounds the number of threads. Tasks after close() are discarded: every exchange has its
        // outcome by then.
        this.executor = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> Threads.daemon(task, "xcauth-cloud-" + number.incrementAndGet()),
                new ThreadPoolExecutor.DiscardPolicy());
        this.timer = new ScheduledThreadPoolExecutor(
                1, Threads.daemons("xcauth-cloud-timer"), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        this.limit = new ConcurrencyLimit(settings.maxConcurrent(), settings.maxWaiting(), executor);
        this.connections = new ConnectionPool(settings, caFile, new Dialer(resolver));
    }

    /**
     * Sends the call's requests one after another. The future completes with the outcome of the last one, at the latest
     * at the deadline, and never exceptionally.
     */
    public CompletableFuture<HttpOutcome> send(HttpCall call) {
        Exchange exchange = new Exchange(call);
        exchange.armDeadline();
        exchanges.add(exchange);
        if (closed) {
            exchange.abandon();
        } else {
            exchange.enter();
        }
        return exchange.outcome;
    }

    /** Loads in advance what requests to this address need. */
    public void prepare(URI url) {
        connections.prepare(WebAddress.of(url).encrypted());
    }

    /** True if finished requests have left nothing behind: no exchange, no pending deadline. */
    public boolean idle() {
        synchronized (sweeping) {
            return exchanges.isEmpty() && timer.getQueue().stream().allMatch(task -> task == sweep);
        }
    }

    @Override
    public void close() {
        closed = true;
        exchanges.forEach(Exchange::abandon);
        timer.shutdownNow();
        executor.shutdown();
        connections.close();
    }

    /** Keeps a connection, and schedules closing it if it stays unused. */
    private void keep(CloudConnection connection) {
        connections.keep(connection);
        synchronized (sweeping) {
            if (sweep == null) {
                armSweep();
            }
        }
    }

    private void armSweep() {
        sweep = timer.schedule(this::sweep, ConnectionPool.KEPT.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        synchronized (sweeping) {
            sweep = null;
            if (connections.sweep()) {
                armSweep();
            }
        }
    }

    /** One call: first waiting for its turn, then sending one or more requests. */
    private final class Exchange implements Runnable {

        private final HttpCall call;
        private final CompletableFuture<HttpOutcome> outcome = new CompletableFuture<>();
        private final Cancellation cancellation = new Cancellation();
        private volatile @Nullable ScheduledFuture<?> deadline;

        Exchange(HttpCall call) {
            this.call = call;
        }

        void enter() {
            try {
                if (limit.enter(this)) {
                    withdrawIfOver();
                } else {
                    end(new HttpOutcome.Fault(
                            Cause.OVERLOAD,
                            "More than " + settings.maxWaiting() + " requests are waiting for their turn; the one to "
                                    + call.host() + " was not sent"));
                }
            } catch (Error e) {
                end(Faults.of(e, call.host(), settings)); // such as being unable to start a thread
            }
        }

        /** Sends the requests one after another, on a thread of its own. */
        @Override
        public void run() {
            HttpOutcome result;
            try {
                result = answered();
            } catch (RuntimeException | Error e) {
                // Otherwise a permit would be lost forever.
                result = Faults.of(e, call.host(), settings);
            }
            limit.leave();
            end(result);
        }

        private HttpOutcome answered() {
            CloudRequest request = call.first();
            while (true) {
                HttpOutcome result = outcome(request);
                if (!(result instanceof HttpOutcome.Reply reply) || outcome.isDone()) {
                    return result;
                }
                Optional<CloudRequest> next = next(reply);
                if (next.isEmpty()) {
                    return reply;
                }
                request = next.get();
            }
        }

        /** A kept connection may be closed just as it is used: then the request is sent once more, on a new one. */
        private HttpOutcome outcome(CloudRequest request) {
            Route route = Route.to(request.url(), settings);
            for (boolean first = true; ; first = false) {
                Optional<CloudConnection> used = Optional.empty();
                try {
                    used = first ? connections.kept(route) : used;
                    used = used.isPresent() ? used : Optional.of(connections.open(route, cancellation));
                    return reply(request, used.get());
                } catch (IOException | RuntimeException | Error e) {
                    boolean begun = used.filter(CloudConnection::begun).isPresent();
                    if (!first || begun || outcome.isDone() || !Faults.worthAnotherConnection(e)) {
                        return Faults.of(e, call.host(), settings);
                    }
                }
            }
        }

        private HttpOutcome.Reply reply(CloudRequest request, CloudConnection connection) throws IOException {
            try {
                cancellation.closes(connection);
                HttpOutcome.Reply reply = connection.exchange(
                        request,
                        new BodyCollector(
                                request.answerLimit(), request.filter().map(Supplier::get)));
                cancellation.closesNothing();
                return reply;
            } finally {
                if (connection.reusable() && !outcome.isDone()) {
                    keep(connection);
                } else {
                    connection.close();
                }
            }
        }

        void armDeadline() {
            deadline = timer.schedule(this::expire, deadlineMillis, TimeUnit.MILLISECONDS);
        }

        /** It may have ended just before it was registered or began to wait. */
        void withdrawIfOver() {
            if (outcome.isDone()) {
                exchanges.remove(this);
                limit.withdraw(this);
            }
        }

        void abandon() {
            stop(new HttpOutcome.Fault(
                    Cause.DISCONNECTED,
                    "The request to " + call.host() + " was abandoned because the program is shutting down"));
        }

        void end(HttpOutcome result) {
            exchanges.remove(this);
            ScheduledFuture<?> armed = deadline;
            if (armed != null) {
                armed.cancel(false);
            }
            outcome.complete(result);
        }

        private void expire() {
            boolean waited = limit.withdraw(this);
            stop(
                    waited
                            ? new HttpOutcome.Fault(
                                    Cause.OVERLOAD,
                                    "The request to " + call.host() + " waited " + Faults.seconds(deadlineMillis)
                                            + " for its turn and was not sent")
                            : new HttpOutcome.Fault(
                                    Cause.TIMEOUT,
                                    call.host() + " did not answer completely within "
                                            + Faults.seconds(deadlineMillis)));
        }

        private void stop(HttpOutcome result) {
            limit.withdraw(this);
            end(result);
            cancellation.cancel();
        }

        private Optional<CloudRequest> next(HttpOutcome.Reply reply) {
            try {
                return call.after(reply);
            } catch (RuntimeException | Error e) {
                // Likewise; the reader of the outcome meets the same fault and reports it.
                return Optional.empty();
            }
        }
    }
}
