package net.xcauth.core.roster;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import net.xcauth.core.roster.ConflictResolution.Newer;

/** The data of a directory. Any thread may read the concurrent maps; everything else needs the directory's lock. */
final class DirectoryState {
    final ConcurrentMap<String, Person> people = new ConcurrentHashMap<>();
    final ConcurrentNavigableMap<String, Group> groups = new ConcurrentSkipListMap<>();
    /** Ids of groups by user. */
    final ConcurrentMap<String, Set<String>> memberships = new ConcurrentHashMap<>();
    /** When users, known or not, were last queried; by this process's clock, which stored times may not follow. */
    final Map<String, Instant> answers = new HashMap<>();
    /** When the query was sent whose answer ended a group. */
    final Map<String, Instant> ends = new HashMap<>();

    final ConflictResolution groupFacts = new ConflictResolution();
    final ConflictResolution userFacts = new ConflictResolution();

    Optional<Person> person(String user) {
        return Optional.ofNullable(people.get(user));
    }

    Optional<Group> group(String id) {
        return Optional.ofNullable(groups.get(id));
    }

    Set<String> groupsOf(String user) {
        return memberships.getOrDefault(user, Set.of());
    }

    /** When the last answered query for a user was sent; {@link Instant#EPOCH} if never. */
    Instant answered(String user) {
        return answers.getOrDefault(user, Instant.EPOCH);
    }

    /** Compares data of a user learned at a time with what others have stored about the user or the user's groups. */
    Newer newer(String user, Instant learned) {
        return groupsOf(user).stream()
                .map(id -> groupFacts.of(id, learned))
                .reduce(userFacts.of(user, learned), Newer::and);
    }

    void indexMemberships() {
        Map<String, Set<String>> index = new HashMap<>();
        groups.values()
                .forEach(group -> group.members()
                        .forEach(member -> index.computeIfAbsent(member, absent -> new HashSet<>())
                                .add(group.id())));
        memberships.keySet().retainAll(index.keySet());
        index.forEach((user, ids) -> memberships.put(user, Set.copyOf(ids)));
    }

    void clear() {
        people.clear();
        groups.clear();
        memberships.clear();
        answers.clear();
        ends.clear();
        groupFacts.clear();
        userFacts.clear();
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
