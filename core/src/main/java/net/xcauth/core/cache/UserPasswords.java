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
 * The cached passwords of one user, and the order in which the cloud has accepted them, which is the order in which the
 * requests were sent. The database determines the position of other processes' acceptances; if it cannot, no password
 * is valid until the cloud has accepted it again.
 */
final class UserPasswords {
    private static final int MAX_REMOVED = 16;

    private List<CachedPassword> passwords = List.of();
    private Rivals<CachedPassword> rivals = new Rivals<>();
    /** Hashes whose rows may still be read because they are deleted a moment later. A hash never occurs twice. */
    private final Set<String> removedHashes = new LinkedHashSet<>();
    /** {@link Sent#number} of the latest answered request with a password that can supersede others. */
    private long newest;
    /** {@link Sent#number} of the latest request after which all passwords must be confirmed. */
    private long unconfirmed;
    /** {@link StoredOrder#revision} of the latest acceptance by any process. */
    private long seen;
    /** {@link StoredOrder#others} of the latest acceptance by another process. */
    private long others;

    private boolean loaded;
    private Instant changed = Instant.MIN;
    private long lastChange;
    private long lastSaved;
    private long savedRevision;
    private boolean ended;

    /**
     * The effect of an acceptance by the cloud.
     *
     * @param password   valid now, unless another process has intervened
     * @param added      true if the password was not known
     * @param superseded true if it superseded another password
     */
    record Acceptance(CachedPassword password, boolean added, boolean superseded) {}

    /** An immutable list, so that comparing needs no lock. */
    synchronized List<CachedPassword> all() {
        return passwords;
    }

    /** True if the stored state of the user is loaded. */
    synchronized boolean isLoaded() {
        return loaded;
    }

    /** The last time when a password was superseded, refused or unconfirmed; empty if none was. */
    synchronized Optional<Instant> changed() {
        return changed.equals(Instant.MIN) ? Optional.empty() : Optional.of(changed);
    }

    synchronized void changed(Instant at) {
        changed = at.isAfter(changed) ? at : changed;
    }

    /** @param number of a request that is sent now */
    synchronized Sent sent(long number) {
        return new Sent(number, seen);
    }

    /** Another cloud now serves the domain, so that later events no longer matter. */
    synchronized void end() {
        ended = true;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /**
     * The cloud has accepted a password.
     *
     * @param same   true for the password that was accepted
     * @param proof  its kind
     * @param proven called with the password if it was not known
     * @return empty if the acceptance is outdated by the answer to a later request
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
                .forEach(password -> evict(kept, password));
        Optional<CachedPassword> known = kept.stream().filter(same).findFirst();
        CachedPassword password = known.orElseGet(() -> new CachedPassword(now));
        kept.remove(password);
        if (known.isEmpty()) {
            proven.accept(password);
            while (kept.size() >= policy.passwordsPerUser()) {
                evict(
                        kept,
                        kept.stream()
                                .min(Comparator.comparing(CachedPassword::used))
                                .orElseThrow());
            }
        }
        boolean uncertain = others > sent.seen() && password.isSuperseded();
        List<CachedPassword> rest = uncertain
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
        if (uncertain) {
            password.supersede();
        }
        kept.add(0, password);
        passwords = List.copyOf(kept);
        if (superseded) {
            changed(now);
        }
        return Optional.of(new Acceptance(password, known.isEmpty(), superseded));
    }

    private void evict(List<CachedPassword> kept, CachedPassword password) {
        kept.remove(password);
        rivals.remove(password);
    }

    /**
     * The cloud has refused the account, or a password that was right once: no password is valid until the answer to a
     * later request accepts it.
     *
     * @return true if any password was valid until now
     */
    synchronized boolean unconfirm(Sent sent, Instant now) {
        newest = Math.max(newest, sent.number());
        unconfirmed = Math.max(unconfirmed, sent.number());
        changed(now);
        return passwords.stream().filter(CachedPassword::supersede).count() > 0;
    }

    synchronized void remove(CachedPassword removed) {
        List<CachedPassword> kept = new ArrayList<>(passwords);
        evict(kept, removed);
        passwords = List.copyOf(kept);
        removed.hash().ifPresent(removedHashes::add);
        while (removedHashes.size() > MAX_REMOVED) {
            removedHashes.remove(removedHashes.iterator().next());
        }
    }

    synchronized long newest() {
        return newest;
    }

    /** The rivalry of the passwords as the database stores it: by their hashes. */
    synchronized Rivals<String> rivals() {
        Map<CachedPassword, String> hashes = new HashMap<>();
        passwords.forEach(password -> password.hash().ifPresent(hash -> hashes.put(password, hash)));
        return rivals.renamed(hashes);
    }

    /** The number of a change that is about to be saved, for {@link #saved}. */
    synchronized long nextChange() {
        return ++lastChange;
    }

    /** The change with this number is saved at this revision of the database. */
    synchronized void saved(long change, long revision) {
        lastSaved = Math.max(lastSaved, change);
        savedRevision = Math.max(savedRevision, revision);
    }

    /**
     * Merges the stored state, in which other processes may have added, superseded and removed passwords. If it does
     * not include all changes of this process yet, a password is valid only if both sides say so; once they are saved,
     * the state is loaded again.
     */
    synchronized void loaded(StoredUser user, Instant now) {
        boolean complete = lastSaved == lastChange && user.revision() >= savedRevision;
        StoredOrder order = user.order();
        Map<String, StoredPassword> rows = user.passwords().stream()
                .filter(row -> !removedHashes.contains(row.hash()))
                .collect(Collectors.toMap(StoredPassword::hash, Function.identity()));
        List<CachedPassword> merged = new ArrayList<>();
        loaded = true;
        for (CachedPassword known : passwords) {
            Optional<StoredPassword> row = known.hash().flatMap(hash -> Optional.ofNullable(rows.remove(hash)));
            if (row.isPresent()) {
                known.adopt(row.get(), complete, now);
                merged.add(known);
            } else if (!known.isStored()) {
                if (order.others() > known.sent().seen()) {
                    known.supersede();
                }
                merged.add(known);
            } else if (!complete) {
                known.supersede();
                merged.add(known);
                loaded = false;
            }
        }
        for (StoredPassword row : rows.values()) {
            CachedPassword added = new CachedPassword(row);
            if (!complete) {
                added.supersede();
            }
            merged.add(added);
        }
        merged.sort(Comparator.comparing(CachedPassword::arrived).reversed());
        if (complete) {
            adopt(order.rivals(), merged);
        }
        seen = Math.max(seen, order.revision());
        others = Math.max(others, order.others());
        order.changed().ifPresent(this::changed);
        passwords = List.copyOf(merged);
    }

    /** Keeps the rivalry with passwords that are not in the database yet. */
    private void adopt(Rivals<String> stored, List<CachedPassword> merged) {
        Map<String, CachedPassword> byHash = new HashMap<>();
        merged.forEach(password -> password.hash().ifPresent(hash -> byHash.put(hash, password)));
        Rivals<CachedPassword> adopted = stored.renamed(byHash);
        adopted.add(
                rivals,
                (one, other) ->
                        !(one.isStored() && other.isStored()) && merged.contains(one) && merged.contains(other));
        rivals = adopted;
    }
}
