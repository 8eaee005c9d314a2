package net.xcauth.core.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
import net.xcauth.core.cache.ExistenceCache;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which missing users are gone: those whose absence the cloud has confirmed. If that would be too many at once, nobody is
 * gone until an administrator says so, or until enough of them exist again. Waits for the cloud, and is for one thread at a
 * time.
 */
final class Departures {
    private static final Logger log = LoggerFactory.getLogger(Departures.class);
    private static final int QUESTIONS_PER_ROUND = 100;
    /** Departures within this time count as departures at once: the cloud is asked about one user after the other. */
    private static final Duration AT_ONCE = Duration.ofHours(1);

    private static final int MOST_RECENT = 10_000;

    private final Supplier<ExistenceCache> existence;
    private final Function<UserKey, CompletableFuture<Answer<Boolean>>> question;
    private final Persistence persistence;
    private final Function<String, Long> knownElsewhere;
    private final Clock clock;
    private final ConcurrentMap<String, MassDisappearance> held = new ConcurrentHashMap<>();
    private final Map<String, Deque<Instant>> recent = new HashMap<>();

    /**
     * @param question       asks the cloud whether a user exists, and notes the answer
     * @param knownElsewhere the number of users of a domain as somebody else knows them
     */
    Departures(
            Supplier<ExistenceCache> existence,
            Function<UserKey, CompletableFuture<Answer<Boolean>>> question,
            Persistence persistence,
            Function<String, Long> knownElsewhere,
            Clock clock) {
        this.existence = existence;
        this.question = question;
        this.persistence = persistence;
        this.knownElsewhere = knownElsewhere;
        this.clock = clock;
    }

    /** The domains of which too many users are missing at once. */
    List<MassDisappearance> held() {
        return List.copyOf(held.values());
    }

    /** Asks the cloud about missing users when that is due, and decides. */
    synchronized void round() throws InterruptedException {
        ExistenceCache users = existence.get();
        users.takeOver(await(persistence.missing()));
        Set<String> unreachable = new HashSet<>();
        int asked = 0;
        for (UserKey user : users.due()) {
            if (!unreachable.contains(user.domain()) && asked++ < QUESTIONS_PER_ROUND) {
                Answer<Boolean> said = await(question.apply(user));
                if (said instanceof No<Boolean>) {
                    users.confirm(user);
                } else if (said instanceof Unreachable<Boolean>) {
                    unreachable.add(user.domain());
                }
            }
        }
        Map<String, Map<UserKey, Boolean>> byDomain = new HashMap<>();
        users.missing()
                .forEach((user, confirmed) -> byDomain.computeIfAbsent(user.domain(), absent -> new HashMap<>())
                        .put(user, confirmed));
        held.keySet().stream().filter(domain -> !byDomain.containsKey(domain)).forEach(this::release);
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
        Deque<Instant> gone = recent(domain);
        long known = gone.size()
                + Math.max(
                        knownElsewhere.apply(domain),
                        Math.max(
                                await(persistence.countPresent(domain)),
                                existence.get().count(domain)));
        if (MassDisappearance.isOne(missing.size() + gone.size(), known)) {
            hold(new MassDisappearance(domain, missing.size() + gone.size(), known, clock.instant()));
            return;
        }
        release(domain);
        for (UserKey user : confirmed) {
            leave(user);
            if (gone.size() < MOST_RECENT) {
                gone.add(clock.instant());
            }
        }
    }

    private Deque<Instant> recent(String domain) {
        Instant longAgo = clock.instant().minus(AT_ONCE);
        recent.values().forEach(times -> times.removeIf(time -> time.isBefore(longAgo)));
        recent.values().removeIf(Deque::isEmpty);
        return recent.computeIfAbsent(domain, absent -> new ArrayDeque<>());
    }

    private void hold(MassDisappearance now) {
        MassDisappearance before = held.get(now.domain());
        held.put(
                now.domain(),
                before == null ? now : new MassDisappearance(now.domain(), now.missing(), now.known(), before.since()));
        if (before == null) {
            log.warn(
                    "{}. None of them is taken for deleted: check the cloud's users, and the directory behind it. If they "
                            + "have really been deleted, confirm it with \"xcauth user confirm-missing {}\", or on the page Status "
                            + "of the Openfire plugin",
                    now,
                    now.domain());
        }
    }

    private void release(String domain) {
        if (held.remove(domain) != null) {
            log.info("the users of {} who were missing at once exist again, all but a few", domain);
        }
    }

    private void leave(UserKey user) {
        log.info("{} does not exist in the cloud any more, which the cloud has confirmed", user);
        existence.get().gone(user);
    }

    /**
     * Believes the cloud at once, as an administrator says: asks about each missing user of a domain once more, and those who
     * do not exist are gone.
     *
     * @return the number of users who are gone
     */
    synchronized int believe(String domain) throws InterruptedException {
        List<UserKey> gone = new ArrayList<>();
        for (UserKey user : existence.get().missing().keySet()) {
            if (user.domain().equals(domain)) {
                Answer<Boolean> said = await(question.apply(user));
                if (said instanceof No<Boolean>) {
                    leave(user);
                    gone.add(user);
                }
            }
        }
        held.remove(domain);
        return gone.size();
    }

    private static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
