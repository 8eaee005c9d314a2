package net.xcauth.core.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The cached passwords of one user. */
final class UserPasswords {
    private List<CachedPassword> passwords = List.of();
    private Instant newestArrival = Instant.MIN;

    /** An unchanging list, so that readers need no lock while they compare. */
    synchronized List<CachedPassword> all() {
        return passwords;
    }

    /** @return the password that was added, null when it was known or the answer is outdated */
    synchronized CachedPassword accepted(Predicate<CachedPassword> same, Instant asked, Instant now,
                                         CachePolicy policy, Consumer<CachedPassword> proven) {
        if (asked.isBefore(newestArrival) && passwords.stream().noneMatch(same.and(this::isNewest))) {
            return null;
        }
        List<CachedPassword> kept = new ArrayList<>(passwords);
        kept.removeIf(password -> !now.isBefore(password.verified().plus(policy.longestTtl())));
        for (CachedPassword password : kept) {
            if (same.test(password)) {
                password.verified(now);
                passwords = List.copyOf(kept);
                return null;
            }
        }
        kept.forEach(CachedPassword::supersede);
        if (kept.size() == policy.passwordsPerUser()) {
            kept.remove(kept.stream().min(Comparator.comparing(CachedPassword::used)).orElseThrow());
        }
        CachedPassword added = new CachedPassword(now);
        proven.accept(added);
        kept.add(0, added);
        passwords = List.copyOf(kept);
        newestArrival = now;
        return added;
    }

    synchronized void remove(Predicate<CachedPassword> which) {
        passwords = passwords.stream().filter(which.negate()).toList();
    }

    private boolean isNewest(CachedPassword password) {
        return !passwords.isEmpty() && passwords.get(0) == password;
    }
}
