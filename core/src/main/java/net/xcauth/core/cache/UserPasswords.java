package net.xcauth.core.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.Rivals;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.StoredUser.StoredOrder;

/**
 * The cached passwords of one user, and the order in which the cloud has accepted them: that in which the questions were sent.
 * Other processes' acceptances have their place in it by what the database says; where that does not tell, no password is valid
 * until the cloud has accepted it again.
 */
final class UserPasswords {
    private static final int MOST_REMOVED = 16;

    private List<CachedPassword> passwords = List.of();
    private Rivals<CachedPassword> rivals = new Rivals<>();
    /** Hashes whose rows may still be read: they are deleted a moment later. A hash never comes twice. */
    private final Set<String> removedHashes = new LinkedHashSet<>();
    /** Of the newest question that was answered with a password that can supersede others, {@link Sent#number}. */
    private long newest;
    /** The same of questions since which every password must be confirmed. */
    private long unconfirmed;
    /** The newest acceptance in the database, by whatever process and by others, {@link StoredOrder#revision}. */
    private long seen;

    private long others;
    private boolean recalled;
    private Instant changed = Instant.MIN;
    private long changesTold;
    private long changesStored;
    private long storedAt;
    private boolean ended;

    /**
     * The effect of the cloud's yes to a password.
     *
     * @param password   valid now, unless another process came in between
     * @param added      whether it was not known
     * @param superseded whether that ended another one
     */
    record Acceptance(CachedPassword password, boolean added, boolean superseded) {}

    /** An unchanging list, so that readers need no lock while they compare. */
    synchronized List<CachedPassword> all() {
        return passwords;
    }

    /** Whether what is stored of the user is here. */
    synchronized boolean isRecalled() {
        return recalled;
    }

    /** When a password was last superseded, refused or unconfirmed; empty if none was. */
    synchronized Optional<Instant> changed() {
        return changed.equals(Instant.MIN) ? Optional.empty() : Optional.of(changed);
    }

    synchronized void changed(Instant at) {
        changed = at.isAfter(changed) ? at : changed;
    }

    /** @param number of a question that is sent now */
    synchronized Sent sent(long number) {
        return new Sent(number, seen);
    }

    /** They are another cloud's, so nothing that becomes of them matters. */
    synchronized void end() {
        ended = true;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /**
     * The cloud has accepted a password.
     *
     * @param same   which of the passwords it is
     * @param proof  its kind
     * @param proven told of the password if it was not known
     * @return empty if a newer question was answered before, on which this depends: that changes nothing
     */
    synchronized Optional<Acceptance> accepted(
            Predicate<CachedPassword> same,
            Sent sent,
            Proof proof,
            Instant now,
            CachePolicy policy,
            Consumer<CachedPassword> proven) {
        if (sent.number() < (proof == Proof.APP_PASSWORD ? unconfirmed : newest)) {
            return Optional.empty();
        }
        newest = Math.max(newest, proof == Proof.APP_PASSWORD ? 0 : sent.number());
        List<CachedPassword> kept = new ArrayList<>(passwords);
        passwords.stream()
                .filter(password -> !now.isBefore(password.verified().plus(policy.longestTtl())))
                .forEach(password -> leave(kept, password));
        Optional<CachedPassword> known = kept.stream().filter(same).findFirst();
        CachedPassword password = known.orElseGet(() -> new CachedPassword(now));
        kept.remove(password);
        if (known.isEmpty()) {
            proven.accept(password);
            while (kept.size() >= policy.passwordsPerUser()) {
                leave(
                        kept,
                        kept.stream()
                                .min(Comparator.comparing(CachedPassword::used))
                                .orElseThrow());
            }
        }
        boolean doubtful = others > sent.seen() && password.isSuperseded();
        List<CachedPassword> rest = doubtful
                ? kept.stream()
                        .filter(each -> Rivals.supersedes(proof, each.proof()))
                        .toList()
                : rivals.accepted(
                        password,
                        proof,
                        kept,
                        each -> !each.isSuperseded(),
                        CachedPassword::verified,
                        CachedPassword::proof,
                        now);
        boolean superseded = rest.stream().filter(CachedPassword::supersede).count() > 0;
        password.accepted(sent, now, proof);
        if (doubtful) {
            password.supersede();
        }
        kept.add(0, password);
        passwords = List.copyOf(kept);
        if (superseded) {
            changed(now);
        }
        return Optional.of(new Acceptance(password, known.isEmpty(), superseded));
    }

    private void leave(List<CachedPassword> kept, CachedPassword password) {
        kept.remove(password);
        rivals.remove(password);
    }

    /**
     * The cloud has refused a password that was right once, or the account: no password is valid until it is accepted by the
     * answer to a newer question.
     *
     * @return whether any password was valid until now
     */
    synchronized boolean unconfirm(Sent sent, Instant now) {
        newest = Math.max(newest, sent.number());
        unconfirmed = Math.max(unconfirmed, sent.number());
        changed(now);
        return passwords.stream().filter(CachedPassword::supersede).count() > 0;
    }

    synchronized void remove(CachedPassword removed) {
        List<CachedPassword> kept = new ArrayList<>(passwords);
        leave(kept, removed);
        passwords = List.copyOf(kept);
        if (removed.hash() != null) {
            removedHashes.add(removed.hash());
        }
        while (removedHashes.size() > MOST_REMOVED) {
            removedHashes.remove(removedHashes.iterator().next());
        }
    }

    synchronized long newest() {
        return newest;
    }

    /** What passwords are to each other, as the database may know it: by their hashes. */
    synchronized Rivals<String> rivals() {
        Map<CachedPassword, String> hashes = new HashMap<>();
        passwords.stream()
                .filter(password -> password.hash() != null)
                .forEach(password -> hashes.put(password, password.hash()));
        return rivals.renamed(hashes);
    }

    /** @return the number of a change that the database is told of now, for {@link #stored} */
    synchronized long told() {
        return ++changesTold;
    }

    synchronized void stored(long change, long revision) {
        changesStored = Math.max(changesStored, change);
        storedAt = Math.max(storedAt, revision);
    }

    /**
     * Brings together what is here with what is stored: other processes may have added, superseded and removed. If not all of
     * what was learned here is among it yet, a password is valid only if both sides say so; once that is stored, it is read
     * again.
     */
    synchronized void recalled(StoredUser user, Instant now) {
        boolean whole = changesStored == changesTold && user.revision() >= storedAt;
        StoredOrder order = user.order();
        Map<String, StoredPassword> rows = user.passwords().stream()
                .filter(row -> !removedHashes.contains(row.hash()))
                .collect(Collectors.toMap(StoredPassword::hash, Function.identity()));
        List<CachedPassword> merged = new ArrayList<>();
        recalled = true;
        for (CachedPassword known : passwords) {
            StoredPassword row = known.hash() == null ? null : rows.remove(known.hash());
            if (row != null) {
                known.adopt(row, whole, now);
                merged.add(known);
            } else if (!known.isStored()) {
                if (order.others() > known.sent().seen()) {
                    known.supersede();
                }
                merged.add(known);
            } else if (!whole) {
                known.supersede();
                merged.add(known);
                recalled = false;
            }
        }
        for (StoredPassword row : rows.values()) {
            CachedPassword added = new CachedPassword(row);
            if (!whole) {
                added.supersede();
            }
            merged.add(added);
        }
        merged.sort(Comparator.comparing(CachedPassword::arrived).reversed());
        if (whole) {
            adopt(order.rivals(), merged);
        }
        seen = Math.max(seen, order.revision());
        others = Math.max(others, order.others());
        order.changed().ifPresent(this::changed);
        passwords = List.copyOf(merged);
    }

    /** Of passwords that are not stored yet the database knows nothing. */
    private void adopt(Rivals<String> stored, List<CachedPassword> merged) {
        Map<String, CachedPassword> byHash = merged.stream()
                .filter(password -> password.hash() != null)
                .collect(Collectors.toMap(CachedPassword::hash, Function.identity()));
        Rivals<CachedPassword> adopted = stored.renamed(byHash);
        adopted.add(
                rivals,
                (one, other) ->
                        !(one.isStored() && other.isStored()) && merged.contains(one) && merged.contains(other));
        rivals = adopted;
    }
}
