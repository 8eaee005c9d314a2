package net.xcauth.bridge.ejabberd;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import net.xcauth.core.roster.RosterChange;

/** The work that remains to be synchronized with one host in ejabberd. Not thread-safe. */
final class SyncQueue {
    /** Users whose groups are compared in one round; logins may come in crowds. */
    private static final int USERS_PER_ROUND = 20;

    private static final int MAX_USERS = 1_000;
    private static final int USERS_PER_ROUND_IF_SLOW = 2;
    private static final int MAX_USERS_IF_SLOW = 10;

    private final boolean quick;
    private final Set<String> groups = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> users = new LinkedHashSet<>();
    private boolean all = true;
    private boolean reload = true;
    private boolean adopt;

    /** @param quick see {@link Ejabberd#isQuick} */
    SyncQueue(boolean quick) {
        this.quick = quick;
    }

    /**
     * The work of one round.
     *
     * @param groups ids in the directory
     * @param names  users whose full names may have changed
     * @param users  users whose groups and full names are compared even though the directory has not changed
     * @param all    true to compare all groups, and a sample of the full names
     * @param reload true to read first what other processes have stored
     * @param adopt  true to take groups that only ejabberd knows into the directory first
     */
    record Batch(
            Set<String> groups, Set<String> names, Set<String> users, boolean all, boolean reload, boolean adopt) {}

    void add(RosterChange change) {
        change.groups().forEach(group -> groups.add(group.id()));
        names.addAll(change.renamed().keySet());
    }

    void addGroup(String group) {
        groups.add(group);
    }

    void addNames(Collection<String> more) {
        names.addAll(more);
    }

    /** Adds a user to compare. Returns false if the user is queued already, or the queue is full. */
    boolean addUser(String user) {
        return users.size() < (quick ? MAX_USERS : MAX_USERS_IF_SLOW) && users.add(user);
    }

    boolean hasUsers() {
        return !users.isEmpty();
    }

    void compareAll() {
        all = true;
    }

    void reload() {
        reload = true;
    }

    void adopt() {
        adopt = true;
    }

    /**
     * Takes the work of the next round from the queue.
     *
     * @param withUsers false to leave users to compare in the queue
     */
    Batch take(boolean withUsers) {
        Set<String> some = new HashSet<>();
        if (withUsers) {
            users.stream()
                    .limit(quick ? USERS_PER_ROUND : USERS_PER_ROUND_IF_SLOW)
                    .forEach(some::add);
            users.removeAll(some);
        }
        Batch batch = new Batch(Set.copyOf(groups), Set.copyOf(names), some, all, reload, adopt);
        groups.clear();
        names.clear();
        all = false;
        reload = false;
        adopt = false;
        return batch;
    }

    /** Puts back the work of a round that has failed, and compares everything in the next one. */
    void putBack(Batch batch) {
        groups.addAll(batch.groups());
        names.addAll(batch.names());
        all = true;
        reload = true;
        adopt |= batch.adopt();
    }
}
