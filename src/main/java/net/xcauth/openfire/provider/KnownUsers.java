package net.xcauth.openfire.provider;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import net.xcauth.core.store.StoredExistence;

/**
 * The users whom logins, questions and rosters have shown to exist, in the order of their names. Nothing lists all
 * users of a cloud, so these are all that can be counted, listed and searched.
 */
public final class KnownUsers {
    private final ConcurrentSkipListMap<String, Known> users = new ConcurrentSkipListMap<>();

    private record Known(Instant firstSeen, Instant confirmed) {}

    /** When a user was first seen; empty if it is not known. */
    public Optional<Instant> firstSeen(String user) {
        return Optional.ofNullable(users.get(user)).map(Known::firstSeen);
    }

    /** When the cloud has last said that this user exists; {@link Instant#MIN} if the user is not known. */
    public Instant confirmed(String user) {
        Known known = users.get(user);
        return known == null ? Instant.MIN : known.confirmed;
    }

    /** @return whether the user was not known before */
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

    /** @return whether the user was known */
    public boolean remove(String user) {
        return users.remove(user) != null;
    }

    /**
     * Takes over who is stored. Whoever is not, and was not confirmed since, has been deleted by another node.
     *
     * @param stored existing users
     * @param since  who was confirmed later may not be stored yet
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

    /** The users whom the cloud confirmed most recently, at most so many. */
    public List<String> latest(int most) {
        return users.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().confirmed, Comparator.reverseOrder()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those who match, in order, from the so-manieth on, at most so many. */
    public List<String> list(Predicate<String> matching, int start, int most) {
        return users.keySet().stream().filter(matching).skip(start).limit(most).toList();
    }
}
