package net.xcauth.core.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One user's stored passwords while changes are applied to them. */
final class PasswordList {
    private static final Comparator<StoredPassword> NEWEST_FIRST =
            Comparator.comparing(StoredPassword::first).reversed();
    private static final Comparator<StoredPassword> BY_USE = Comparator.comparing(StoredPassword::used);

    private final Map<String, StoredPassword> byHash = new LinkedHashMap<>();

    PasswordList(Collection<StoredPassword> passwords) {
        passwords.forEach(password -> byHash.put(password.hash(), password));
    }

    List<StoredPassword> newestFirst() {
        return byHash.values().stream().sorted(NEWEST_FIRST).toList();
    }

    void apply(Change change, int limit) {
        if (change instanceof Change.Accepted accepted) {
            accept(accepted, limit);
        } else if (change instanceof Change.Verified verified) {
            verify(verified);
        } else if (change instanceof Change.Used used) {
            byHash.computeIfPresent(used.hash(), (hash, password) -> password.usedAt(used.at()));
        } else if (change instanceof Change.Refused refused) {
            byHash.remove(refused.hash());
        } else if (change instanceof Change.Unconfirmed) {
            byHash.replaceAll((hash, password) -> password.asSuperseded());
        }
    }

    /** Of two that came in at once, by two processes, neither is known to be the newer: both must be asked about. */
    private void accept(Change.Accepted accepted, int limit) {
        boolean outdated = cameAfter(accepted.asked(), accepted.hash());
        byHash.replaceAll((hash, password) -> password.asSuperseded());
        if (accepted.hash() == null || outdated) {
            return;
        }
        byHash.remove(accepted.hash());
        while (byHash.size() >= limit) {
            byHash.remove(byHash.values().stream().min(BY_USE).orElseThrow().hash());
        }
        byHash.put(accepted.hash(), new StoredPassword(accepted.hash(), accepted.at(), accepted.at(), accepted.at(),
                false));
    }

    /** An answer to a question from before a newer password came in proves nothing any more. */
    private void verify(Change.Verified verified) {
        if (!cameAfter(verified.asked(), verified.hash())) {
            byHash.computeIfPresent(verified.hash(), (hash, password) -> password.verifiedAt(verified.at()));
        }
    }

    private boolean cameAfter(Instant asked, String besides) {
        return byHash.values().stream()
                .anyMatch(other -> other.first().isAfter(asked) && !other.hash().equals(besides));
    }
}
