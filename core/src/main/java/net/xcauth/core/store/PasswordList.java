package net.xcauth.core.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.StoredUser.StoredOrder;

/**
 * One user's stored passwords while changes are applied to them.
 *
 * <p>A process does not wait for the database before it sends a query. Instead it records the newest acceptance that it
 * knew when it sent the query. If another process has stored a newer one by now, the order of the two queries is
 * unknown: either password may be outdated. So the cloud must confirm both, unless the accepted one is valid here,
 * which it is only if it was accepted last or forms a pair with the last one. App passwords are not part of that order:
 * acceptances of other processes matter to them only because these may stand for refusals after which every password
 * must be confirmed.
 */
final class PasswordList {
    private static final Comparator<StoredPassword> NEWEST_FIRST =
            Comparator.comparing(StoredPassword::first).reversed();
    private static final Comparator<StoredPassword> BY_USE = Comparator.comparing(StoredPassword::used);
    /** Represents a password without a hash in the table of rivals. */
    private static final String UNHASHED = "";

    private final Map<String, StoredPassword> byHash = new LinkedHashMap<>();
    private final Rivals<String> rivals;
    private final int limit;
    private final long revision;
    private StoredOrder order;

    /**
     * @param limit    the maximum number of passwords; the least recently used is removed first
     * @param revision the revision of the changes
     */
    PasswordList(Collection<StoredPassword> passwords, StoredOrder order, int limit, long revision) {
        passwords.forEach(password -> byHash.put(password.hash(), password));
        this.order = order;
        this.limit = limit;
        this.revision = revision;
        rivals = order.rivals().copy();
    }

    static List<StoredPassword> newestFirst(Collection<StoredPassword> passwords) {
        return passwords.stream().sorted(NEWEST_FIRST).toList();
    }

    List<StoredPassword> newestFirst() {
        return newestFirst(byHash.values());
    }

    StoredOrder order() {
        return new StoredOrder(order.revision(), order.others(), order.asked(), order.changed(), rivals);
    }

    void apply(Change change) {
        if (change instanceof Change.Accepted accepted) {
            accept(accepted);
        } else if (change instanceof Change.Hashed hashed) {
            add(hashed);
        } else if (change instanceof Change.Used used) {
            byHash.computeIfPresent(used.hash(), (hash, password) -> password.usedAt(used.at()));
        } else if (change instanceof Change.Refused refused) {
            remove(refused.hash());
        } else if (change instanceof Change.Unconfirmed unconfirmed) {
            unconfirm(unconfirmed.at());
        } else if (change instanceof Change.Existence said && !said.exists()) {
            unconfirm(said.at());
        }
    }

    private void unconfirm(Instant at) {
        if (!byHash.isEmpty() || order.revision() > 0) {
            unconfirm();
            advance(order.asked(), Optional.of(at));
        }
    }

    private void accept(Change.Accepted accepted) {
        boolean ordered = accepted.proof() != Proof.APP_PASSWORD;
        if (ordered && accepted.sent().number() <= order.asked()) {
            // Already stored, but this process was not notified.
            return;
        }
        String hash = accepted.hash().orElse(UNHASHED);
        boolean known = byHash.containsKey(hash);
        boolean valid = isValid(hash);
        Optional<Instant> changed = Optional.of(accepted.at());
        if (order.others() > accepted.sent().seen() && !valid) {
            byHash.keySet().stream()
                    .filter(other -> Rivals.supersedes(accepted.proof(), kind(other)))
                    .toList()
                    .forEach(this::supersede);
        } else {
            List<String> superseded = rivals.accepted(
                    hash, accepted.proof(), others(hash), this::isValid, this::accepted, this::kind, accepted.at());
            if (superseded.stream().filter(this::supersede).count() == 0) {
                changed = Optional.empty();
            }
            byHash.computeIfPresent(hash, (same, password) -> password.verifiedAt(accepted.at(), accepted.proof()));
        }
        if (!known && !hash.equals(UNHASHED)) {
            StoredPassword added =
                    new StoredPassword(hash, accepted.at(), accepted.at(), accepted.at(), false, accepted.proof());
            put(order.others() > accepted.sent().seen() ? added.asSuperseded() : added);
        }
        rivals.remove(UNHASHED);
        if (!valid && ordered) {
            advance(accepted.sent().number(), changed);
        }
    }

    /** Passwords that have, or may have, been accepted since then supersede it. */
    private void add(Change.Hashed hashed) {
        StoredPassword password = hashed.password();
        String hash = password.hash();
        if (byHash.containsKey(hash)) {
            return;
        }
        boolean doubtful = order.others() > hashed.sent().seen() || order.asked() > hashed.newest();
        put(doubtful ? password.asSuperseded() : password);
        if (!doubtful) {
            rivals.add(
                    hashed.rivals(),
                    (one, other) -> (one.equals(hash) || other.equals(hash))
                            && byHash.containsKey(one)
                            && byHash.containsKey(other));
        }
        if (isValid(hash)) {
            others(hash).stream()
                    .filter(other -> Rivals.supersedes(password.proof(), kind(other)) && !rivals.arePair(hash, other))
                    .forEach(this::supersede);
        }
    }

    private void put(StoredPassword password) {
        while (byHash.size() >= limit) {
            remove(byHash.values().stream().min(BY_USE).orElseThrow().hash());
        }
        byHash.put(password.hash(), password);
    }

    private void remove(String hash) {
        byHash.remove(hash);
        rivals.remove(hash);
    }

    private void unconfirm() {
        byHash.replaceAll((hash, password) -> password.asSuperseded());
    }

    /** @return true if it was valid until now */
    private boolean supersede(String hash) {
        boolean valid = isValid(hash);
        byHash.computeIfPresent(hash, (same, password) -> password.asSuperseded());
        return valid;
    }

    private void advance(long asked, Optional<Instant> changed) {
        order = new StoredOrder(
                revision,
                order.others(),
                asked,
                changed.filter(at -> order.changed()
                                .filter(before -> before.isAfter(at))
                                .isEmpty())
                        .or(order::changed),
                rivals);
    }

    private boolean isValid(String hash) {
        return byHash.containsKey(hash) && !byHash.get(hash).superseded();
    }

    private Instant accepted(String hash) {
        return byHash.containsKey(hash) ? byHash.get(hash).verified() : Instant.EPOCH;
    }

    private Proof kind(String hash) {
        return Objects.requireNonNull(byHash.get(hash)).proof();
    }

    private List<String> others(String hash) {
        List<String> others = new ArrayList<>(byHash.keySet());
        others.remove(hash);
        return others;
    }
}
