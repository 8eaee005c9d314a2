package net.xcauth.bridge;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DomainEndpoints;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.store.DomainStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.thread.Daemons;
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clouds of the database before those of the configuration's default, read now and then. While the database cannot
 * be read, what was read last counts.
 */
final class StoredDomains implements Endpoints, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoredDomains.class);
    /** Nobody is answered before the domains are known, unless that takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_NAMED = 10;

    private final DomainEndpoints configured;
    private final DomainStore store;
    private final Duration refresh;
    private final ScheduledExecutorService timer;
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile Map<String, Endpoint> stored = Map.of();
    private volatile Consumer<String> changed = domain -> {};
    private List<StoredDomain> lastRead = List.of();

    StoredDomains(DomainEndpoints configured, DomainStore store, Duration refresh) {
        this.configured = configured;
        this.store = store;
        this.refresh = refresh;
        ScheduledThreadPoolExecutor single = new ScheduledThreadPoolExecutor(1, Daemons.named("xcauth-domains"));
        single.setRemoveOnCancelPolicy(true);
        timer = single;
    }

    /** Reads the domains in the background, again and again. */
    void start() {
        timer.execute(this::read);
        timer.scheduleWithFixedDelay(this::read, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @param listener told of each domain for which another cloud answers from then on */
    void whenChanged(Consumer<String> listener) {
        changed = listener;
    }

    /** Waits until the domains were read once, or could not be, though not long. */
    void await() {
        try {
            if (!tried.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("the database does not answer, so the domains in it are not known yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The clouds of domains in the database. */
    Collection<Endpoint> stored() {
        return stored.values();
    }

    /** Whether none is known, here or in the configuration. */
    boolean isEmpty() {
        return stored.isEmpty() && configured.isEmpty();
    }

    /** A domain that is in the configuration's own list too is served as it says there: an administrator sees that. */
    @Override
    public Optional<Endpoint> forDomain(String xmppDomain) {
        Map<String, Endpoint> known = stored;
        if (known.isEmpty() || configured.hasOwn(xmppDomain)) {
            return configured.forDomain(xmppDomain);
        }
        Endpoint own = known.get(XmppDomains.normal(xmppDomain));
        return own != null ? Optional.of(own) : configured.forDomain(xmppDomain);
    }

    private Optional<String> fingerprint(String domain) {
        return forDomain(domain).map(Endpoint::fingerprint);
    }

    private void read() {
        try {
            List<StoredDomain> read = store.all();
            if (!read.equals(lastRead)) {
                use(read);
            }
        } catch (StoreException e) {
            log.debug("the domains that were read last count", e);
        } catch (RuntimeException e) {
            // Whatever it is, it must not end the schedule.
            log.error("the domains in the database were not read", e);
        } finally {
            tried.countDown();
        }
    }

    private void use(List<StoredDomain> read) {
        Map<String, Endpoint> endpoints = new HashMap<>();
        for (StoredDomain domain : read) {
            try {
                endpoints.put(domain.domain(), DomainEntry.endpoint(domain, configured.allowsHttp()));
                if (DomainEntry.isServicePasswordStale(domain)) {
                    log.warn(
                            "the service password of the domain {} was entered for another host than that of its url, so it is "
                                    + "not sent; enter it again with xcauth domain add",
                            domain.domain());
                }
            } catch (ConfigException e) {
                log.warn("the domain {} in the database is not served: {}", domain.domain(), e.getMessage());
            }
        }
        Set<String> concerned = new HashSet<>(stored.keySet());
        concerned.addAll(endpoints.keySet());
        Map<String, Optional<String>> before =
                concerned.stream().collect(Collectors.toMap(each -> each, this::fingerprint));
        stored = Map.copyOf(endpoints);
        lastRead = read;
        concerned.stream()
                .filter(each -> !fingerprint(each).equals(before.get(each)))
                .forEach(changed);
        log.info(
                "domains in the database: {}",
                read.size() > MOST_NAMED
                        ? read.size()
                        : String.join(", ", endpoints.keySet().stream().sorted().toList()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
