package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.user.UserKey;

/** Users and groups in a database; {@link Revisions} order changes. Only the bridge's supports deletions. */
public final class JdbcDirectory implements DirectoryStore {
    /** Change notes are kept twice as long. */
    private static final Duration NOTES_TRUSTED = Duration.ofMinutes(30);

    private final Database database;
    private final Sql sql;
    private final DirectoryRows rows;
    private final Optional<StoredClouds> clouds;
    private final Revisions revisions;
    private final Clock clock;

    /**
     * @param database its tables must exist, and the one of groups must have a column {@code displayname}
     * @param clock    timestamps change notes for other processes
     */
    public JdbcDirectory(Database database, Tables tables, Clock clock) {
        this(database, tables, Optional.empty(), clock);
    }

    /**
     * A directory of domains whose cloud may have changed.
     *
     * @param clouds claims a domain before it is loaded
     */
    public JdbcDirectory(Database database, Tables tables, Optional<StoredClouds> clouds, Clock clock) {
        this.database = database;
        this.clouds = clouds;
        this.clock = clock;
        sql = new Sql(tables);
        rows = new DirectoryRows(tables);
        revisions = new Revisions(sql, clock);
    }

    @Override
    public Others changesSince(String domain, Position since) throws StoreException {
        if (clouds.isPresent() && since.cloud().isEmpty()) {
            clouds.get().claim(domain);
        }
        // The revision first: everything stored at it is then included in what is read.
        return Transactions.read(
                database,
                connection -> isOfCloud(connection, domain, since)
                        ? others(connection, domain, since, position(domain, revisions.current(connection)))
                        : Others.none(since));
    }

    @Override
    public Position store(String domain, Position since, Function<Others, Learned> learn) throws StoreException {
        return Transactions.write(database, connection -> {
            Position own = position(domain, revisions.next(connection));
            if (!isOfCloud(connection, domain, since)) {
                Learned unused = learn.apply(Others.none(since));
                return since;
            }
            write(
                    connection,
                    domain,
                    learn.apply(others(connection, domain, since, position(domain, own.revision() - 1))),
                    own.revision());
            return own;
        });
    }

    private Position position(String domain, long revision) {
        return new Position(revision, cloud(domain), clock.instant());
    }

    private String cloud(String domain) {
        return clouds.flatMap(each -> each.current(domain)).orElse("");
    }

    /**
     * False if another cloud serves the domain now, according to this process or another: what the former cloud has
     * said is neither stored nor compared.
     */
    private boolean isOfCloud(Connection connection, String domain, Position since) throws SQLException {
        String here = cloud(domain);
        Set<String> stored = new HashSet<>();
        if (!here.isEmpty()) {
            Sql.inPortions(connection, sql.cloudsOf(), List.of(domain), row -> stored.add(row.getString(2)));
        }
        return (since.cloud().isEmpty() || since.cloud().equals(here)) && (stored.isEmpty() || stored.contains(here));
    }

    private Others others(Connection connection, String domain, Position since, Position now) throws SQLException {
        Set<UserKey> users = new HashSet<>();
        Set<String> groups = new HashSet<>();
        AtomicBoolean all = new AtomicBoolean(since.revision() < 0
                || now.revision() < since.revision()
                || since.looked().isBefore(now.looked().minus(NOTES_TRUSTED)));
        if (!all.get() && now.revision() != since.revision()) {
            revisions.since(
                    connection,
                    since.revision(),
                    (key, at) -> RosterNote.read(key, domain, users::add, groups::add, () -> all.set(true)));
        }
        if (all.get()) {
            Directory everything = new Directory(rows.users(connection, domain), rows.groups(connection, domain));
            return new Others(
                    everything, everything.users().keySet(), everything.groups().keySet(), true, now);
        }
        return new Others(
                new Directory(rows.users(connection, users), rows.groups(connection, groups, domain)),
                users,
                groups,
                false,
                now);
    }

    private void write(Connection connection, String domain, Learned learned, long revision) throws SQLException {
        Map<UserKey, StoredRoster> users = learned.changed().users();
        Map<String, StoredGroup> groups = learned.changed().groups();
        rows.putUsers(connection, users);
        rows.putGroups(connection, groups, domain);
        rows.deleteUsers(connection, learned.goneUsers());
        rows.deleteGroups(connection, learned.goneGroups(), domain);
        note(
                connection,
                Stream.concat(users.keySet().stream(), learned.goneUsers().stream()),
                Stream.concat(groups.keySet().stream(), learned.goneGroups().stream()),
                domain,
                revision);
    }

    /** Notes for other processes that these users and groups have changed. */
    private void note(Connection connection, Stream<UserKey> users, Stream<String> groups, String domain, long revision)
            throws SQLException {
        revisions.note(
                connection,
                Stream.concat(users.map(RosterNote::of), groups.map(group -> RosterNote.of(group, domain)))
                        .filter(Sql::isStorable)
                        .collect(Collectors.toSet()),
                revision);
    }

    /** The XMPP domains of all stored users, sorted. */
    public Set<String> domains() throws StoreException {
        return Transactions.read(
                database,
                connection -> rows.jids(connection, user -> !user.domain().isEmpty()).stream()
                        .map(jid -> UserKey.ofJid(jid).domain())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /**
     * The number of forgotten entries.
     *
     * @param users  users who were known
     * @param groups groups that were forgotten, or that the user was removed from
     */
    public record Forgotten(int users, int groups) {}

    /** Forgets a user, including memberships. */
    public Forgotten forget(UserKey user) throws StoreException {
        return Transactions.write(database, connection -> {
            long revision = revisions.next(connection);
            Map<String, Set<UserKey>> without = rows.removeFromGroups(connection, user);
            Set<UserKey> others = without.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
            rows.distrust(connection, others);
            KeyedRow.delete(connection, JdbcPushed.NAMES, "jid", List.of(user.jid()));
            int forgotten = rows.deleteUsers(connection, user::equals);
            note(
                    connection,
                    Stream.concat(Stream.of(user), others.stream()),
                    without.keySet().stream().map(group -> DirectoryRows.withoutDomain(group, user.domain())),
                    user.domain(),
                    revision);
            return new Forgotten(forgotten, without.size());
        });
    }

    /** Forgets a group, {@code id@domain}; returns true if it was known. */
    public boolean forgetGroup(String group) throws StoreException {
        int at = group.lastIndexOf('@');
        String id = group.substring(0, at);
        String domain = group.substring(at + 1);
        return Transactions.write(database, connection -> {
            long revision = revisions.next(connection);
            Map<String, StoredGroup> known = rows.groups(connection, Set.of(id), domain);
            Set<UserKey> members = known.values().stream()
                    .flatMap(each -> each.members().stream())
                    .collect(Collectors.toSet());
            rows.distrust(connection, members);
            KeyedRow.delete(connection, JdbcPushed.PYTHON_GROUPS, "groupname", List.of(group));
            rows.deleteGroups(connection, Set.of(id), domain);
            note(connection, members.stream(), Stream.of(id), domain, revision);
            return !known.isEmpty();
        });
    }

    /** Forgets all users and groups of an XMPP domain. */
    public Forgotten forgetDomain(String domain) throws StoreException {
        String pattern = Sql.endingWith('@' + domain);
        return Transactions.write(database, connection -> {
            long revision = revisions.next(connection);
            Sql.update(connection, "DELETE FROM " + JdbcPushed.NAMES + Sql.like("jid"), pattern);
            Sql.update(connection, "DELETE FROM " + JdbcPushed.PYTHON_GROUPS + Sql.like("groupname"), pattern);
            Forgotten forgotten = new Forgotten(
                    rows.deleteUsers(connection, user -> user.domain().equals(domain)),
                    Sql.update(connection, sql.deleteGroupsLike(), pattern));
            revisions.note(connection, Set.of(RosterNote.ofAll(domain)), revision);
            return forgotten;
        });
    }
}
