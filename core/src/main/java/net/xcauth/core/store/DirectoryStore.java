package net.xcauth.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.xcauth.core.user.UserKey;

/** All users and groups known from shared rosters. Every method waits for the database. Thread-safe. */
public interface DirectoryStore {
    /** Stores nothing, and knows of no other process. */
    DirectoryStore NONE = new DirectoryStore() {
        @Override
        public Others changesSince(String domain, Position since) {
            return Others.none(since);
        }

        @Override
        public Position store(String domain, Position since, Function<Others, Learned> learn) {
            Learned unused = learn.apply(Others.none(since));
            return since;
        }
    };

    /** Everything stored for an XMPP domain. */
    default Directory load(String domain) throws StoreException {
        return changesSince(domain, Position.START).stored();
    }

    /** The changes that other processes have stored for an XMPP domain since a position. */
    Others changesSince(String domain, Position since) throws StoreException;

    /**
     * Stores what was learned, atomically. No other process can store anything meanwhile, so the database determines
     * the order of the processes.
     *
     * @param domain XMPP domain of the groups
     * @param learn  applies what other processes have stored, and returns what to store; called once, or not at all if
     *               the database fails before
     * @return the position afterwards
     */
    Position store(String domain, Position since, Function<Others, Learned> learn) throws StoreException;

    /**
     * Users and groups of one XMPP domain.
     *
     * @param users  by user
     * @param groups by id, without the domain
     */
    record Directory(Map<UserKey, StoredRoster> users, Map<String, StoredGroup> groups) {
        public static final Directory EMPTY = new Directory(Map.of(), Map.of());

        public Directory {
            users = Map.copyOf(users);
            groups = Map.copyOf(groups);
        }
    }

    /**
     * The knowledge of a process: its own changes, and those of others up to a revision.
     *
     * @param cloud  the fingerprint of the cloud that the stored data come from; empty if irrelevant
     * @param looked when this process last read; change notes are not kept forever
     */
    record Position(long revision, String cloud, Instant looked) {
        /** The position of a process that knows nothing. */
        public static final Position START = new Position(-1, "", Instant.EPOCH);

        /** A position after which everything may have changed. */
        public Position unsure() {
            return new Position(START.revision, cloud, looked);
        }
    }

    /**
     * Changes that other processes have stored.
     *
     * @param stored   the current state of these users and groups; deleted ones are missing
     * @param users    users who have changed
     * @param groups   ids of groups that have changed
     * @param all      true if {@code stored} is complete, and everything else is deleted
     * @param position the position afterwards
     */
    record Others(Directory stored, Set<UserKey> users, Set<String> groups, boolean all, Position position) {
        public Others {
            users = Set.copyOf(users);
            groups = Set.copyOf(groups);
        }

        /** No changes. */
        public static Others none(Position position) {
            return new Others(Directory.EMPTY, Set.of(), Set.of(), false, position);
        }
    }

    /**
     * Changes learned by a process.
     *
     * @param changed    new and changed users and groups
     * @param goneUsers  users to delete
     * @param goneGroups ids of groups to delete
     */
    record Learned(Directory changed, Set<UserKey> goneUsers, Set<String> goneGroups) {
        public Learned {
            goneUsers = Set.copyOf(goneUsers);
            goneGroups = Set.copyOf(goneGroups);
        }
    }

    /**
     * A group in the database.
     *
     * @param text    its display name
     */
    record StoredGroup(String text, Set<UserKey> members) {
        public StoredGroup {
            members = Set.copyOf(members);
        }
    }

    /**
     * A user's last shared roster.
     *
     * @param name    the user's display name; empty if unknown
     * @param groups  ids of the user's groups
     * @param hash    hexadecimal hash of the cloud's answer; empty if the roster must be rebuilt
     * @param updated when the cloud answered
     */
    record StoredRoster(String name, List<String> groups, String hash, Instant updated) {
        public StoredRoster {
            groups = List.copyOf(groups);
        }
    }
}
