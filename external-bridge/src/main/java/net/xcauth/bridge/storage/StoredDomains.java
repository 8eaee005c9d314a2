package net.xcauth.bridge.storage;

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
import net.xcauth.core.thread.Threads;
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clouds of the domains in the database, read again at intervals, and the configured ones. While the database
 * cannot be read, the last domains read stay valid.
 */
final class StoredDomains implements Endpoints, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoredDomains.class);
    /** Requests are not answered before the domains are known, unless that takes longer. */
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
        ScheduledThreadPoolExecutor single = new ScheduledThreadPoolExecutor(1, Threads.daemons("xcauth-domains"));
        single.setRemoveOnCancelPolicy(true);
        timer = single;
    }

    /** Reads the domains in the background, now and at each interval. */
    void start() {
        timer.execute(this::read);
        timer.scheduleWithFixedDelay(this::read, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @param listener called with each domain whose cloud has changed */
    void whenChanged(Consumer<String> listener) {
        changed = listener;
    }

    /** Waits until the first attempt to read the domains has ended, but only for a few seconds. */
    void await() {
        try {
            if (!tried.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("the database does not answer, so its domains are not known yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The clouds of domains in the database. */
    Collection<Endpoint> stored() {
        return stored.values();
    }

    /** True if no cloud is known, neither from the database nor from the configuration. */
    boolean isEmpty() {
        return stored.isEmpty() && configured.isEmpty();
    }

    /** For a domain that is in per-domain-config as well, that entry wins: it is the one an administrator sees. */
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
            log.debug("the domains cannot be read; the last ones stay valid", e);
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            log.error("reading the domains in the database failed", e);
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
                            "the service password of the domain {} was entered for a different host, so it is not "
                                    + "sent; enter it "
                                    + "again with xcauth domain add",
                            domain.domain());
                }
            } catch (ConfigException e) {
                log.warn("the domain {} in the database is not served: {}", domain.domain(), e.getMessage());
            }
        }
        Set<String> affected = new HashSet<>(stored.keySet());
        affected.addAll(endpoints.keySet());
        Map<String, Optional<String>> before =
                affected.stream().collect(Collectors.toMap(each -> each, this::fingerprint));
        stored = Map.copyOf(endpoints);
        lastRead = read;
        affected.stream()
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
