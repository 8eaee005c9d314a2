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
import net.xcauth.core.thread.Daemons;

/**
 * Sends requests over HTTP/1.1, a limited number at a time, each within its deadline. It follows no redirect, keeps no
 * cookie, and answers no demand for a login: what the cloud replies is the caller's to judge.
 *
 * <p>Java's own client is not used, since it connects to the first address of a name only, and takes no name with an underscore:
 * Apache HttpCore speaks HTTP over connections of {@link Dialer}.
 */
public final class HttpTransport implements AutoCloseable {

    private final CloudSettings settings;
    private final long deadlineMillis;
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor timer;
    private final ConnectionPool connections;
    private final Gate gate;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private final Object sweeping = new Object();
    private ScheduledFuture<?> sweep;
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
        // The gate limits how many threads there are. What comes after close() is dropped: every exchange has its
        // outcome by then.
        this.executor = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> Daemons.thread(task, "xcauth-cloud-" + number.incrementAndGet()),
                new ThreadPoolExecutor.DiscardPolicy());
        this.timer = new ScheduledThreadPoolExecutor(
                1, Daemons.named("xcauth-cloud-timer"), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        this.gate = new Gate(settings.maxConcurrent(), settings.maxWaiting(), executor);
        this.connections = new ConnectionPool(settings, caFile, new Dialer(resolver));
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
        } else {
            exchange.enter();
        }
        return exchange.outcome;
    }

    /** Loads what requests to this address need. */
    public void prepare(URI url) {
        connections.prepare(WebAddress.of(url).encrypted());
    }

    /** Whether nothing is left behind of finished requests: no exchange, no armed deadline. */
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

    /** Keeps a connection, and makes sure that it does not stay open unused for long. */
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

    /** One request on its way: waiting for its turn, then under way, perhaps several times. */
    private final class Exchange implements Runnable {

        private final HttpCall call;
        private final CompletableFuture<HttpOutcome> outcome = new CompletableFuture<>();
        private final Cancellation cancellation = new Cancellation();
        private volatile ScheduledFuture<?> deadline;

        Exchange(HttpCall call) {
            this.call = call;
        }

        void enter() {
            try {
                if (gate.enter(this)) {
                    withdrawIfOver();
                } else {
                    end(new HttpOutcome.Fault(
                            Cause.OVERLOAD,
                            "More than " + settings.maxWaiting() + " requests are waiting for their turn; the one to "
                                    + call.host() + " was not sent"));
                }
            } catch (Error e) {
                end(Faults.of(e, call.host(), settings)); // such as no thread being left
            }
        }

        /** Sends the requests, one after the other, on a thread of its own. */
        @Override
        public void run() {
            HttpOutcome result;
            try {
                result = answered();
            } catch (RuntimeException | Error e) {
                // Without this, the gate would lose a place for ever.
                result = Faults.of(e, call.host(), settings);
            }
            gate.leave();
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

        /** A connection that was kept may have been closed just as it was being used: a request has a second, new one. */
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
                cancellation.ends(connection);
                HttpOutcome.Reply reply = connection.exchange(
                        request,
                        new BodyCollector(
                                request.answerLimit(), request.filter().map(Supplier::get)));
                cancellation.endsNothing();
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

        /** Its end may have come just before it was listed or began to wait. */
        void withdrawIfOver() {
            if (outcome.isDone()) {
                exchanges.remove(this);
                gate.withdraw(this);
            }
        }

        void abandon() {
            stop(new HttpOutcome.Fault(
                    Cause.DISCONNECTED, "The request to " + call.host() + " was given up because the program ends"));
        }

        void end(HttpOutcome result) {
            exchanges.remove(this);
            deadline.cancel(false);
            outcome.complete(result);
        }

        private void expire() {
            boolean waited = gate.withdraw(this);
            stop(
                    waited
                            ? new HttpOutcome.Fault(
                                    Cause.OVERLOAD,
                                    "The request to " + call.host() + " waited " + Faults.seconds(deadlineMillis)
                                            + " for its turn behind others and was not sent")
                            : new HttpOutcome.Fault(
                                    Cause.TIMEOUT,
                                    call.host() + " did not answer completely within "
                                            + Faults.seconds(deadlineMillis)));
        }

        private void stop(HttpOutcome result) {
            gate.withdraw(this);
            end(result);
            cancellation.cancel();
        }

        private Optional<CloudRequest> next(HttpOutcome.Reply reply) {
            try {
                return call.after(reply);
            } catch (RuntimeException | Error e) {
                // Likewise; whoever reads the outcome meets the same fault, and says so.
                return Optional.empty();
            }
        }
    }
}
