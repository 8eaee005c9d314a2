package net.xcauth.core.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.xcauth.core.store.StoredPassword;

/** The cached passwords of one user. */
final class UserPasswords {
    private static final int MOST_REMOVED = 16;

    private List<CachedPassword> passwords = List.of();
    /** Hashes whose rows may still be read: they are deleted a moment later. A hash never comes twice. */
    private final Set<String> removedHashes = new LinkedHashSet<>();
    private Instant newestArrival = Instant.MIN;
    private boolean recalled;
    /** Changes to the database after which no password is valid, and which have not been written yet. */
    private int unconfirming;

    /** What the cloud's yes to a password has changed. */
    sealed interface Effect {
        /** It was not known. */
        record Added(CachedPassword password) implements Effect {
        }

        /** It was known, and counts again. */
        record Renewed(CachedPassword password) implements Effect {
        }

        /** Nothing: a newer password came in since the question was asked. */
        record Outdated() implements Effect {
        }
    }

    /** An unchanging list, so that readers need no lock while they compare. */
    synchronized List<CachedPassword> all() {
        return passwords;
    }

    /** Whether what is stored of the user is here. */
    synchronized boolean isRecalled() {
        return recalled;
    }

    synchronized Effect accepted(Predicate<CachedPassword> same, Instant asked, Instant now, CachePolicy policy,
                                 Consumer<CachedPassword> proven) {
        if (asked.isBefore(newestArrival) && passwords.stream().noneMatch(same.and(this::isNewest))) {
            return new Effect.Outdated();
        }
        List<CachedPassword> kept = new ArrayList<>(passwords);
        kept.removeIf(password -> !now.isBefore(password.verified().plus(policy.longestTtl())));
        for (CachedPassword password : kept) {
            if (same.test(password)) {
                password.verified(now);
                passwords = List.copyOf(kept);
                return new Effect.Renewed(password);
            }
        }
        kept.forEach(CachedPassword::supersede);
        if (kept.size() >= policy.passwordsPerUser()) {
            kept.remove(kept.stream().min(Comparator.comparing(CachedPassword::used)).orElseThrow());
        }
        CachedPassword added = new CachedPassword(now);
        proven.accept(added);
        kept.add(0, added);
        passwords = List.copyOf(kept);
        newestArrival = now;
        return new Effect.Added(added);
    }

    /** No password is valid until the cloud has accepted it again, whatever the database says until {@link #unconfirmed}. */
    synchronized void unconfirm() {
        unconfirming++;
        passwords.forEach(CachedPassword::supersede);
    }

    /** The database knows that. */
    synchronized void unconfirmed() {
        unconfirming--;
    }

    synchronized void remove(CachedPassword removed) {
        passwords = passwords.stream().filter(password -> password != removed).toList();
        if (removed.hash() != null) {
            removedHashes.add(removed.hash());
        }
        while (removedHashes.size() > MOST_REMOVED) {
            removedHashes.remove(removedHashes.iterator().next());
        }
    }

    /** Brings together what is here with what is stored: other processes may have added, superseded and removed. */
    synchronized void recalled(List<StoredPassword> stored) {
        Map<String, StoredPassword> rows = stored.stream().filter(row -> !removedHashes.contains(row.hash()))
                .collect(Collectors.toMap(StoredPassword::hash, Function.identity()));
        List<CachedPassword> merged = new ArrayList<>();
        recalled = true;
        for (CachedPassword known : passwords) {
            StoredPassword row = known.hash() == null ? null : rows.remove(known.hash());
            if (row != null) {
                boolean superseded = unconfirming > 0 && known.isSuperseded();
                known.adopt(row);
                if (superseded) {
                    known.supersede();
                }
                merged.add(known);
            } else if (!known.isStored()) {
                merged.add(known);
            } else {
                // Removed by another process; or written while this was being read, and then worth another look.
                recalled = false;
            }
        }
        rows.values().forEach(row -> merged.add(new CachedPassword(row)));
        merged.sort(Comparator.comparing(CachedPassword::arrived).reversed());
        if (!merged.isEmpty()) {
            Instant newest = merged.get(0).arrived();
            merged.stream().filter(password -> password.verified().isBefore(newest))
                    .forEach(CachedPassword::supersede);
            newestArrival = newest.isAfter(newestArrival) ? newest : newestArrival;
        }
        passwords = List.copyOf(merged);
    }

    private boolean isNewest(CachedPassword password) {
        return !passwords.isEmpty() && passwords.get(0) == password;
    }
}
