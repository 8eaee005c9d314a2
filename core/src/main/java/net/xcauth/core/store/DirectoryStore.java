package net.xcauth.core.store;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.xcauth.core.user.UserKey;

/** All users and groups that shared rosters have shown. Every method waits for the database. Thread-safe. */
public interface DirectoryStore {

    /** All that is stored of an XMPP domain. */
    default Directory load(String domain) throws StoreException {
        return changesSince(domain, Position.START).stored();
    }

    /** What other processes have stored of an XMPP domain since a position. */
    Others changesSince(String domain, Position since) throws StoreException;

    /**
     * Stores what was learned, all or nothing. No other process stores anything meanwhile, so the order in which processes learn
     * is that of the database.
     *
     * @param domain XMPP domain of the groups
     * @param learn  takes over what other processes have stored, and returns what is to be stored then; called once, or not at
     *               all if the database fails before
     * @return the position after that
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
     * The extent of what a process knows: its own changes, and those of others up to a revision.
     *
     * @param cloud  the fingerprint of the cloud that what is stored comes from; empty if that does not matter
     * @param looked when this process has looked; notes of what has changed are not kept for ever
     */
    record Position(long revision, String cloud, Instant looked) {
        /** Of a process that knows nothing. */
        public static final Position START = new Position(-1, "", Instant.EPOCH);

        /** A position since which everything may have changed. */
        public Position unsure() {
            return new Position(START.revision, cloud, looked);
        }
    }

    /**
     * Changes that other processes have stored.
     *
     * @param stored   what is stored of these users and groups now; those that are gone are missing
     * @param users    users that have changed
     * @param groups   ids of groups that have changed
     * @param all      true if {@code stored} is all there is, and everything else is gone
     * @param position the position after that
     */
    record Others(Directory stored, Set<UserKey> users, Set<String> groups, boolean all, Position position) {
        public Others {
            users = Set.copyOf(users);
            groups = Set.copyOf(groups);
        }

        /** Nothing that matters. */
        public static Others none(Position position) {
            return new Others(Directory.EMPTY, Set.of(), Set.of(), false, position);
        }
    }

    /**
     * Changes that a process has learned.
     *
     * @param changed    users and groups, new or other than before
     * @param goneUsers  users to be deleted
     * @param goneGroups ids of groups to be deleted
     */
    record Learned(Directory changed, Set<UserKey> goneUsers, Set<String> goneGroups) {
        public Learned {
            goneUsers = Set.copyOf(goneUsers);
            goneGroups = Set.copyOf(goneGroups);
        }
    }
}
