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
public final class Hosts implements RosterTarget, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Hosts.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration OFFLINE_INTERVAL = Duration.ofMinutes(15);

    private final Ejabberd ejabberd;
    private final Kicks kicks;
    private final PushedStore pushed;
    private final ScheduledExecutorService thread;
    private final ExecutorService callers;
    private final Map<String, GroupUpdates> updatesOf = new HashMap<>();
    private final CompletableFuture<Set<String>> served = new CompletableFuture<>();
    private final CompletableFuture<Optional<String>> firstAnswer = new CompletableFuture<>();
    private String trouble = "";

    /** @param pushed remembers what ejabberd was given */
    public Hosts(EjabberdSettings settings, PushedStore pushed) {
        ejabberd = Ejabberd.of(settings);
        this.pushed = pushed;
        ScheduledThreadPoolExecutor single = new ScheduledThreadPoolExecutor(1, Threads.daemons("xcauth-ejabberd"));
        single.setRemoveOnCancelPolicy(true);
        single.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread = single;
        kicks = new Kicks(ejabberd, settings.kick(), served, thread, OFFLINE_INTERVAL);
        callers = Executors.newFixedThreadPool(settings.calls(), Threads.daemons("xcauth-ejabberd-call"));
    }

    /** Ends sessions of users whose access has ended. */
    public AccountListener accountListener() {
        return kicks;
    }

    /**
     * Asks ejabberd which domains it serves, until it says so.
     *
     * @param whenKnown told of them, lower case
     */
    public void start(Consumer<Set<String>> whenKnown) {
        served.thenAccept(whenKnown);
        thread.execute(() -> askForHosts(FIRST_PAUSE));
    }

    private void askForHosts(Duration pause) {
        try {
            Set<String> hosts = Set.copyOf(ejabberd.hosts());
            log.info(
                    "ejabberd is reached at {}, and serves {}",
                    ejabberd.name(),
                    hosts.stream().sorted().toList());
            served.complete(hosts);
            firstAnswer.complete(Optional.empty());
        } catch (EjabberdException e) {
            firstAnswer.complete(Optional.of(e.getMessage()));
            if (!trouble.equals(e.getMessage())) {
                trouble = e.getMessage();
                log.warn("shared rosters wait for ejabberd: {}", trouble);
            }
            Duration longer = pause.multipliedBy(2);
            try {
                thread.schedule(
                        () -> askForHosts(longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE),
                        pause.toMillis(),
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException ending) {
                log.debug("ending, so not asked any more", ending);
            }
        }
    }

    /** Waits for the first answer to which domains ejabberd serves: why there is none, if so. */
    public Optional<String> firstTrouble() {
        return firstAnswer.join();
    }

    /** What has been done in a domain; empty if ejabberd does not serve it. */
    public Optional<String> summary(String domain) {
        return of(domain).filter(each -> mayServe(domain)).map(GroupUpdates::summary);
    }

    /** Why not all is done in a domain; empty if it is. */
    public Optional<String> trouble(String domain) {
        return of(domain).flatMap(GroupUpdates::trouble);
    }

    /** Whether ejabberd serves this domain, lower case; before that is known, perhaps. */
    public boolean mayServe(String domain) {
        return !served.isDone() || served.join().contains(domain);
    }

    @Override
    public synchronized RosterListener listener(String domain, RosterDirectory directory) {
        GroupUpdates made = new GroupUpdates(ejabberd, domain, directory, pushed, thread, callers);
        updatesOf.put(domain, made);
        return made;
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
                .map(GroupUpdates::settled)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Void> cloudChanged(String domain, Supplier<CompletableFuture<Void>> forget) {
        return of(domain)
                .map(updates -> updates.cloudChanged(forget))
                .orElseGet(forget)
                .thenCompose(done -> settled(domain));
    }

    @Override
    public void compareAll(String domain) {
        of(domain).ifPresent(GroupUpdates::compareAll);
    }

    @Override
    public void compareSoon(String user, String domain) {
        of(domain).ifPresent(updates -> updates.compareSoon(user));
    }

    private synchronized Optional<GroupUpdates> of(String domain) {
        return Optional.ofNullable(updatesOf.get(domain));
    }

    /** Ends at once: what is not done is done at the next start. */
    @Override
    public void close() {
        List<Runnable> waiting = thread.shutdownNow();
        callers.shutdownNow();
        ejabberd.close();
        log.debug("{} updates of ejabberd are left to the next start", waiting.size());
    }
}
