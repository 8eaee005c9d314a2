package net.xcauth.bridge.ejabberd;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.xcauth.core.auth.AccountListener;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterListener;
import net.xcauth.core.roster.RosterTarget;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.thread.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts of one ejabberd whose rosters are kept up to date. */
public final class EjabberdSync implements RosterTarget, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EjabberdSync.class);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final Duration OFFLINE_INTERVAL = Duration.ofMinutes(15);

    private final Ejabberd ejabberd;
    private final SessionKicker kicker;
    private final PushedStore pushed;
    private final ScheduledExecutorService thread;
    private final ExecutorService callers;
    private final Map<String, HostSync> syncs = new HashMap<>();
    private final CompletableFuture<Set<String>> served = new CompletableFuture<>();
    private final CompletableFuture<Optional<String>> firstAnswer = new CompletableFuture<>();
    private final RetryDelay delay = new RetryDelay(LONGEST_DELAY);
    private String trouble = "";

    /** @param pushed remembers what ejabberd was given */
    public EjabberdSync(EjabberdSettings settings, PushedStore pushed) {
        ejabberd = Ejabberd.of(settings);
        this.pushed = pushed;
        ScheduledThreadPoolExecutor single = new ScheduledThreadPoolExecutor(1, Threads.daemons("xcauth-ejabberd"));
        single.setRemoveOnCancelPolicy(true);
        single.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread = single;
        kicker = new SessionKicker(ejabberd, settings.kick(), served, thread, OFFLINE_INTERVAL);
        callers = Executors.newFixedThreadPool(settings.calls(), Threads.daemons("xcauth-ejabberd-call"));
    }

    /** Ends the sessions of users whose access has ended. */
    public AccountListener accountListener() {
        return kicker;
    }

    /**
     * Queries the domains that ejabberd serves, and retries until it answers.
     *
     * @param whenKnown receives the domains, lower case
     */
    public void start(Consumer<Set<String>> whenKnown) {
        served.thenAccept(whenKnown);
        thread.execute(this::queryDomains);
    }

    private void queryDomains() {
        try {
            Set<String> hosts = Set.copyOf(ejabberd.hosts());
            log.info(
                    "connected to ejabberd at {}, which serves {}",
                    ejabberd.name(),
                    hosts.stream().sorted().toList());
            served.complete(hosts);
            firstAnswer.complete(Optional.empty());
        } catch (EjabberdException e) {
            firstAnswer.complete(Optional.of(e.getMessage()));
            if (!trouble.equals(e.getMessage())) {
                trouble = e.getMessage();
                log.warn("cannot push shared rosters to ejabberd yet: {}", trouble);
            }
            try {
                thread.schedule(this::queryDomains, delay.next().toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closing) {
                log.debug("closing, so not retried", closing);
            }
        }
    }

    /** Waits for the first query of the domains. Returns why it failed; empty if it succeeded. */
    public Optional<String> firstTrouble() {
        return firstAnswer.join();
    }

    /** The changes made in a domain, for people; empty if ejabberd does not serve it. */
    public Optional<String> summary(String domain) {
        return of(domain).filter(each -> mayServe(domain)).map(HostSync::summary);
    }

    /** The reason why not everything is up to date in a domain; empty if it is. */
    public Optional<String> trouble(String domain) {
        return of(domain).flatMap(HostSync::trouble);
    }

    /** True if ejabberd serves this domain, lower case, or if that is not known yet. */
    public boolean mayServe(String domain) {
        return !served.isDone() || served.join().contains(domain);
    }

    @Override
    public synchronized RosterListener listener(String domain, RosterDirectory directory) {
        HostSync sync = new HostSync(ejabberd, domain, directory, pushed, thread, callers);
        syncs.put(domain, sync);
        return sync;
    }

    @Override
    public CompletableFuture<Void> begin(String domain, RosterEngine engine, boolean persistent, boolean empty) {
        return served.thenCompose(hosts -> hosts.contains(domain)
                ? of(domain).orElseThrow().start(engine, persistent, empty)
                : CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Void> settled(String domain) {
        return of(domain)
                .filter(each -> served.isDone() && served.join().contains(domain))
                .map(HostSync::settled)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Void> cloudChanged(String domain, Supplier<CompletableFuture<Void>> forget) {
        return of(domain)
                .map(sync -> sync.cloudChanged(forget))
                .orElseGet(forget)
                .thenCompose(done -> settled(domain));
    }

    @Override
    public void compareAll(String domain) {
        of(domain).ifPresent(HostSync::compareAll);
    }

    @Override
    public void compareSoon(String user, String domain) {
        of(domain).ifPresent(sync -> sync.compareSoon(user));
    }

    private synchronized Optional<HostSync> of(String domain) {
        return Optional.ofNullable(syncs.get(domain));
    }

    /** Closes at once. The next start continues with what is pending. */
    @Override
    public void close() {
        List<Runnable> pending = thread.shutdownNow();
        callers.shutdownNow();
        ejabberd.close();
        log.debug("{} tasks for ejabberd are left to the next start", pending.size());
    }
}
