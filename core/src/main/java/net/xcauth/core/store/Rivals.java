package net.xcauth.core.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import net.xcauth.core.cloud.Identity.Proof;

/**
 * Records which of one user's passwords have superseded others. Nextcloud's own API distinguishes kinds of passwords:
 * app passwords neither supersede others nor are superseded, and of login passwords only the one accepted last is
 * valid. The JSXC API does not distinguish a changed login password from a second app password. So a password that the
 * cloud accepts supersedes all others, until two of them have each been accepted after the other (A, B, A, B), which
 * proves that both are valid: then they are a pair. Not thread-safe.
 *
 * @param <P> the type of passwords, with equality
 */
public final class Rivals<P> {
    /** A pair ends when one of its passwords has not been accepted for this time. */
    private static final Duration PAIR_TTL = Duration.ofDays(1);

    /** By password, those that have superseded it, with true if the cloud has accepted it again since. */
    private final Map<P, Map<P, Boolean>> supersededBy = new HashMap<>();

    /**
     * Notes that the cloud has accepted a password.
     *
     * @param proof    its kind
     * @param all      all other cached passwords
     * @param valid    tests whether a password was valid before: known, and not superseded
     * @param accepted when the cloud accepted a password before
     * @param kind     the kind of a cached password
     * @return the other passwords that this one supersedes
     */
    public List<P> accepted(
            P password,
            Proof proof,
            Collection<P> all,
            Predicate<P> valid,
            Function<P, Instant> accepted,
            Function<P, Proof> kind,
            Instant now) {
        List<P> others = all.stream()
                .filter(other -> supersedes(proof, kind.apply(other)))
                .toList();
        if (proof != Proof.UNKNOWN) {
            // Not a matter for the table, whose entries for this password are outdated.
            remove(password);
            return others;
        }
        return accepted(password, others, valid, accepted, now);
    }

    /** True if a password of one kind, once accepted, can supersede one of another. */
    public static boolean supersedes(Proof accepted, Proof other) {
        return accepted != Proof.APP_PASSWORD && other != Proof.APP_PASSWORD;
    }

    private List<P> accepted(
            P password, Collection<P> others, Predicate<P> valid, Function<P, Instant> accepted, Instant now) {
        boolean wasValid = valid.test(password);
        if (!wasValid) {
            supersededBy.computeIfPresent(password, (same, rivals) -> {
                rivals.replaceAll((rival, again) -> true);
                return rivals;
            });
        }
        List<P> superseded = new ArrayList<>();
        for (P other : others) {
            boolean pair = arePair(password, other);
            if (wasValid) {
                // Both valid without being a pair, as left by an older version or the Python program.
                if (!pair && valid.test(other)) {
                    superseded.add(other);
                }
            } else if (!pair || isOver(accepted.apply(password), now) || isOver(accepted.apply(other), now)) {
                if (pair) {
                    supersededBy.getOrDefault(password, new HashMap<>()).remove(other);
                }
                superseded.add(other);
            }
        }
        superseded.forEach(other -> put(other, password, false));
        return superseded;
    }

    /** Clocks of processes may differ: a time slightly in the future counts as recent. */
    private static boolean isOver(Instant accepted, Instant now) {
        return Duration.between(accepted, now).abs().compareTo(PAIR_TTL) >= 0;
    }

    /** True if neither supersedes the other. */
    boolean arePair(P one, P other) {
        return isAcceptedSince(one, other) && isAcceptedSince(other, one);
    }

    private boolean isAcceptedSince(P password, P rival) {
        return supersededBy.getOrDefault(password, Map.of()).getOrDefault(rival, false);
    }

    private void put(P password, P rival, boolean acceptedSince) {
        supersededBy.computeIfAbsent(password, absent -> new HashMap<>()).put(rival, acceptedSince);
    }

    /** Removes a password that has left the cache. */
    public void remove(P password) {
        supersededBy.remove(password);
        supersededBy.values().forEach(rivals -> rivals.remove(password));
    }

    /** Adds the entries of another table for selected passwords. */
    public void add(Rivals<P> more, BiPredicate<P, P> interesting) {
        more.supersededBy.forEach((password, rivals) -> rivals.forEach((rival, since) -> {
            if (interesting.test(password, rival)) {
                put(password, rival, since);
            }
        }));
    }

    /** A copy with other names of the passwords. */
    public <Q> Rivals<Q> renamed(Map<P, Q> names) {
        Rivals<Q> renamed = new Rivals<>();
        supersededBy.forEach((password, rivals) -> rivals.forEach((rival, since) -> {
            if (names.containsKey(password) && names.containsKey(rival)) {
                renamed.put(names.get(password), names.get(rival), since);
            }
        }));
        return renamed;
    }

    /** A copy that changes independently. */
    Rivals<P> copy() {
        Rivals<P> copy = new Rivals<>();
        copy.add(this, (password, rival) -> true);
        return copy;
    }

    /**
     * Converts to text: names, then a table of the relation of each password to each other, 0 for none, 1 for
     * superseded by, 2 for superseded by and accepted since.
     *
     * @param passwords names without spaces; others are left out
     */
    static String text(Rivals<String> rivals, List<String> passwords) {
        StringBuilder table = new StringBuilder();
        for (String password : passwords) {
            Map<String, Boolean> by = rivals.supersededBy.getOrDefault(password, Map.of());
            passwords.forEach(rival -> table.append(!by.containsKey(rival) ? '0' : by.get(rival) ? '2' : '1'));
        }
        return table.chars().allMatch(state -> state == '0') ? "" : String.join(" ", passwords) + ' ' + table;
    }

    /** Parses text; an invalid text results in an empty table, so that each password supersedes each other. */
    static Rivals<String> ofText(String text) {
        Rivals<String> rivals = new Rivals<>();
        String[] parts = text.split(" ", -1);
        int count = parts.length - 1;
        if (parts[count].matches("[012]{" + (count * count) + "}")) {
            for (int i = 0; i < count * count; i++) {
                char state = parts[count].charAt(i);
                if (state != '0') {
                    rivals.put(parts[i / count], parts[i % count], state == '2');
                }
            }
        }
        return rivals;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rivals<?> rivals && withoutEmpty().equals(rivals.withoutEmpty());
    }

    @Override
    public int hashCode() {
        return withoutEmpty().hashCode();
    }

    private Map<P, Map<P, Boolean>> withoutEmpty() {
        Map<P, Map<P, Boolean>> filled = new HashMap<>(supersededBy);
        filled.values().removeIf(Map::isEmpty);
        return filled;
    }
}
