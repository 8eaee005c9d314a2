package net.xcauth.openfire.provider;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import net.xcauth.core.store.StoredUser.StoredExistence;

/**
 * The users known from logins, lookups and rosters, sorted by name. A cloud does not list its users, so only these
 * can be counted, listed and searched.
 */
public final class KnownUsers {
    private final ConcurrentSkipListMap<String, Known> users = new ConcurrentSkipListMap<>();

    private record Known(Instant firstSeen, Instant confirmed) {}

    /** The time when a user was first seen; empty if the user is unknown. */
    public Optional<Instant> firstSeen(String user) {
        return Optional.ofNullable(users.get(user)).map(Known::firstSeen);
    }

    /** The time of the cloud's last confirmation that this user exists; {@link Instant#MIN} if the user is unknown. */
    public Instant confirmed(String user) {
        Known known = users.get(user);
        return known == null ? Instant.MIN : known.confirmed;
    }

    /** @return true if the user was unknown before */
    public boolean add(String user, Instant firstSeen, Instant confirmed) {
        Known[] before = new Known[1];
        users.compute(user, (name, known) -> {
            before[0] = known;
            return known == null
                    ? new Known(firstSeen, confirmed)
                    : new Known(
                            known.firstSeen.isBefore(firstSeen) ? known.firstSeen : firstSeen,
                            known.confirmed.isAfter(confirmed) ? known.confirmed : confirmed);
        });
        return before[0] == null;
    }

    /** @return true if the user was known */
    public boolean remove(String user) {
        return users.remove(user) != null;
    }

    /**
     * Takes over the stored users. Others, unless they were confirmed recently, have been deleted by another node.
     *
     * @param stored existing users
     * @param since  users confirmed later than this may not be stored yet
     */
    public void merge(Map<String, StoredExistence> stored, Instant since) {
        stored.forEach((user, existence) -> add(user, existence.first(), existence.learned()));
        users.entrySet()
                .removeIf(entry -> !stored.containsKey(entry.getKey())
                        && entry.getValue().confirmed.isBefore(since));
    }

    public int count() {
        return users.size();
    }

    /** The users whom the cloud confirmed most recently. */
    public List<String> latest(int limit) {
        return users.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().confirmed, Comparator.reverseOrder()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A page of the users who match, in order. */
    public List<String> list(Predicate<String> matching, int offset, int limit) {
        return users.keySet().stream()
                .filter(matching)
                .skip(offset)
                .limit(limit)
                .toList();
    }
}
