package net.xcauth.bridge.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.XmppDomains;

/** Deletes users, groups and XMPP domains from the database, and lists what remains of them elsewhere. */
final class DeleteCommands {
    private static final String BACKUPS = "backups of any of these";
    private static final String SERVER =
            "the XMPP server's own data (roster, offline messages, vCard, archive): see that server's manual";

    private final Config config;
    private final Stores stores;

    DeleteCommands(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    private record User(
            String user,
            String database,
            int passwords,
            boolean existence,
            boolean roster,
            int groups,
            List<String> remains) {}

    private record Group(String group, String database, boolean known, List<String> remains) {}

    private record Host(
            String domain,
            String database,
            boolean entry,
            int passwords,
            int users,
            int rosters,
            int groups,
            List<String> remains) {}

    Result user(Job.RunCommand job) throws ToolException, StoreException {
        UserKey user = job.user(0);
        Deletion deletion = new Deletion(stores);
        deletion.overwrite();
        UserStore.Forgotten memory = deletion.inOtherSpellings(stores.users().forget(Set.of(user)), user::equals);
        JdbcDirectory.Forgotten rosters = stores.directory().forget(user);
        List<String> remains = new ArrayList<>(deletion.merge().stream().toList());
        remains.addAll(List.of(
                "a note in the database that tells other bridges about this change, kept for an hour",
                "the account in the cloud: while it exists, the next login or refresh of its groups stores all this "
                        + "again",
                SERVER,
                "the memberships in ejabberd's shared roster groups, " + untilDeleted(),
                logs(user.toString()),
                BACKUPS));
        User document = new User(
                user.toString(),
                stores.name(),
                memory.passwords(),
                memory.users() > 0,
                rosters.users() > 0,
                rosters.groups(),
                remains);
        return result(
                document,
                "user \"" + user + "\"",
                List.of(
                        Wording.count(memory.passwords(), "password"),
                        Wording.count(memory.users(), "existence"),
                        Wording.count(rosters.users(), "roster"),
                        Wording.count(rosters.groups(), "group membership")),
                memory.passwords() + memory.users() + rosters.users() + rosters.groups() > 0,
                remains);
    }

    Result group(Job.RunCommand job) throws ToolException, StoreException {
        String group = job.text(0);
        int at = group.lastIndexOf('@');
        String name = group.substring(0, at);
        String domain = XmppDomains.normal(group.substring(at + 1));
        Deletion deletion = new Deletion(stores);
        deletion.overwrite();
        boolean known =
                stores.directory().forgetGroup(group) || stores.directory().forgetGroup(name + '@' + domain);
        List<String> remains = new ArrayList<>(deletion.merge().stream().toList());
        remains.addAll(List.of(
                "the group in ejabberd, until a running bridge deletes it, within "
                        + Wording.duration(config.database().refresh()) + ", or ejabberdctl srg_delete " + quoted(name)
                        + ' ' + quoted(domain),
                "the group in Nextcloud: unless it is deleted there, it comes back with the next login or refresh of "
                        + "a member",
                "its name in the stored rosters of its members, until these are updated: xcauth roster refresh",
                logs(group),
                BACKUPS));
        return result(
                new Group(group, stores.name(), known, remains),
                "group \"" + group + "\"",
                List.of("1 list of members"),
                known,
                remains);
    }

    Result host(Job.RunCommand job) throws ToolException, StoreException {
        String domain = job.domain(0);
        Deletion deletion = new Deletion(stores);
        deletion.overwrite();
        boolean entry = stores.domains().remove(domain);
        Predicate<UserKey> inDomain = user -> user.domain().equals(domain);
        UserStore.Forgotten memory = deletion.inOtherSpellings(stores.users().forgetDomain(domain), inDomain);
        JdbcDirectory.Forgotten rosters = stores.directory().forgetDomain(domain);
        List<String> remains = new ArrayList<>(deletion.merge().stream().toList());
        if (config.endpoints().forDomain(domain).isPresent()) {
            remains.add("the configuration, which still has a cloud for " + domain + ": "
                    + (config.endpoints().hasOwn(domain)
                            ? "remove it from per-domain-config"
                            : "the default one serves every domain"));
        }
        remains.addAll(List.of(
                "the accounts in the cloud",
                SERVER,
                "the groups in ejabberd's shared roster, " + untilDeleted() + "; ejabberdctl srg_list " + quoted(domain)
                        + " lists them",
                logs(domain),
                BACKUPS));
        Host document = new Host(
                domain,
                stores.name(),
                entry,
                memory.passwords(),
                memory.users(),
                rosters.users(),
                rosters.groups(),
                remains);
        return result(
                document,
                "XMPP domain \"" + domain + "\"",
                List.of(
                        Wording.count(entry ? 1 : 0, "domain"),
                        Wording.count(memory.passwords(), "password"),
                        Wording.count(memory.users(), "existence"),
                        Wording.count(rosters.users(), "roster"),
                        Wording.count(rosters.groups(), "group")),
                entry || memory.passwords() + memory.users() + rosters.users() + rosters.groups() > 0,
                remains);
    }

    /** Lists what remains even if nothing was deleted: the database is not the only place that knows a user. */
    private Result result(Object document, String what, List<String> deleted, boolean known, List<String> remains) {
        List<String> lines = new ArrayList<>();
        if (known) {
            lines.add(
                    "deleted the " + what + " from the database " + stores.name() + ": " + String.join(", ", deleted));
        }
        lines.add("What may remain elsewhere:");
        remains.forEach(each -> lines.add("- " + each));
        Result result = Result.done(document, lines);
        return known
                ? result
                : result.butFailed(
                        "the database " + stores.name() + " has no data about the " + what + "; check the spelling");
    }

    private String untilDeleted() {
        return "until a running bridge deletes them, within "
                + Wording.duration(config.database().refresh());
    }

    private String logs(String whom) {
        return "log files in " + config.log().directory() + ", or wherever the log goes, which name " + whom;
    }

    /** One word for a shell. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9._-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
