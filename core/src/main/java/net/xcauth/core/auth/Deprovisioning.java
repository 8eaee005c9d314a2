package net.xcauth.core.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import net.xcauth.core.cache.ExistenceCache;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Treats missing users as deleted once the cloud has confirmed it. If that would be too many at once, none is treated
 * as deleted until an administrator confirms it or enough of them exist again. Blocks until the cloud has answered.
 */
final class Deprovisioning {
    private static final Logger log = LoggerFactory.getLogger(Deprovisioning.class);
    private static final int QUERIES_PER_RUN = 100;
    /** Deletions within this time count as simultaneous: the cloud is queried about one user after the other. */
    private static final Duration SIMULTANEOUS = Duration.ofHours(1);

    private static final int MAX_RECENT = 10_000;

    private final Supplier<ExistenceCache> existence;
    private final Function<UserKey, CompletableFuture<Answer<Boolean>>> query;
    private final Persistence persistence;
    private final ToLongFunction<String> knownElsewhere;
    private final Clock clock;
    private final ConcurrentMap<String, MassDisappearance> massDisappearances = new ConcurrentHashMap<>();
    private final Map<String, Deque<Instant>> recent = new HashMap<>();

    /**
     * @param query          queries the cloud whether a user exists and remembers the answer
     * @param knownElsewhere the number of users of a domain that another source knows
     */
    Deprovisioning(
            Supplier<ExistenceCache> existence,
            Function<UserKey, CompletableFuture<Answer<Boolean>>> query,
            Persistence persistence,
            ToLongFunction<String> knownElsewhere,
            Clock clock) {
        this.existence = existence;
        this.query = query;
        this.persistence = persistence;
        this.knownElsewhere = knownElsewhere;
        this.clock = clock;
    }

    /** The domains where too many users are missing at once. */
    List<MassDisappearance> massDisappearances() {
        return List.copyOf(massDisappearances.values());
    }

    /** Queries the cloud about the missing users that are due, and decides about all of them. */
    synchronized void run() throws InterruptedException {
        ExistenceCache users = existence.get();
        users.takeOver(await(persistence.missing()));
        Set<String> unreachable = new HashSet<>();
        int queries = 0;
        for (UserKey user : users.due()) {
            if (!unreachable.contains(user.domain()) && queries++ < QUERIES_PER_RUN) {
                Answer<Boolean> answer = await(query.apply(user));
                if (answer instanceof No<Boolean>) {
                    users.confirm(user);
                } else if (answer instanceof Unreachable<Boolean>) {
                    unreachable.add(user.domain());
                }
            }
        }
        Map<String, Map<UserKey, Boolean>> byDomain = new HashMap<>();
        users.missing()
                .forEach((user, confirmed) -> byDomain.computeIfAbsent(user.domain(), absent -> new HashMap<>())
                        .put(user, confirmed));
        massDisappearances.keySet().stream()
                .filter(domain -> !byDomain.containsKey(domain))
                .forEach(this::end);
        for (Map.Entry<String, Map<UserKey, Boolean>> entry : byDomain.entrySet()) {
            decide(entry.getKey(), entry.getValue());
        }
    }

    private void decide(String domain, Map<UserKey, Boolean> missing) throws InterruptedException {
        List<UserKey> confirmed = missing.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
        if (confirmed.isEmpty()) {
            return;
        }
        Deque<Instant> deleted = recent(domain);
        long known = deleted.size()
                + Math.max(
                        knownElsewhere.applyAsLong(domain),
                        Math.max(
                                await(persistence.countPresent(domain)),
                                existence.get().count(domain)));
        if (MassDisappearance.isOne(missing.size() + deleted.size(), known)) {
            report(new MassDisappearance(domain, missing.size() + deleted.size(), known, clock.instant()));
            return;
        }
        end(domain);
        for (UserKey user : confirmed) {
            delete(user);
            if (deleted.size() < MAX_RECENT) {
                deleted.add(clock.instant());
            }
        }
    }

    private Deque<Instant> recent(String domain) {
        Instant longAgo = clock.instant().minus(SIMULTANEOUS);
        recent.values().forEach(times -> times.removeIf(time -> time.isBefore(longAgo)));
        recent.values().removeIf(Deque::isEmpty);
        return recent.computeIfAbsent(domain, absent -> new ArrayDeque<>());
    }

    private void report(MassDisappearance now) {
        MassDisappearance before = massDisappearances.putIfAbsent(now.domain(), now);
        if (before == null) {
            log.warn(
                    "{}. None of them is treated as deleted. Check the cloud's users and the directory behind it; if the users "
                            + "have really been deleted, confirm it with \"xcauth user confirm-missing {}\" or on the Status page of "
                            + "the Openfire plugin",
                    now,
                    now.domain());
        } else {
            massDisappearances.put(
                    now.domain(), new MassDisappearance(now.domain(), now.missing(), now.known(), before.since()));
        }
    }

    private void end(String domain) {
        if (massDisappearances.remove(domain) != null) {
            log.info("almost all missing users of {} exist again", domain);
        }
    }

    private void delete(UserKey user) {
        log.info("{} no longer exists in the cloud; the cloud has confirmed it", user);
        existence.get().gone(user);
    }

    /**
     * Queries the cloud about all missing users of a domain at once, and treats those it does not know as deleted.
     *
     * @return the number of users treated as deleted
     */
    synchronized int confirmAll(String domain) throws InterruptedException {
        int deleted = 0;
        for (UserKey user : existence.get().missing().keySet()) {
            if (user.domain().equals(domain)) {
                Answer<Boolean> answer = await(query.apply(user));
                if (answer instanceof No<Boolean>) {
                    delete(user);
                    deleted++;
                }
            }
        }
        massDisappearances.remove(domain);
        return deleted;
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
