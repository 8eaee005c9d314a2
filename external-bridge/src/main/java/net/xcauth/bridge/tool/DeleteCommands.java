package net.xcauth.bridge.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.store.RosterStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.XmppDomains;

/** Deletes users, groups and XMPP domains from the database, and says what remains of them elsewhere. */
final class DeleteCommands {
    private static final String BACKUPS = "backups of all these";
    private static final String SERVER = "the XMPP server's own data (roster, offline messages, vCard, archive): "
            + "delete it there as that server's manual says";

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

    Result user(Arguments given) throws ToolException, StoreException {
        UserKey user = given.user(0);
        Erasure.prepare(stores);
        OtherSpellings others = new OtherSpellings(stores);
        UserStore.Forgotten memory = others.and(stores.users().forget(Set.of(user)), user::equals);
        RosterStore.Forgotten rosters = others.and(stores.rosters().forget(user), user::equals);
        List<String> remains = new ArrayList<>(Erasure.finish(stores).stream().toList());
        remains.addAll(List.of(
                "a note in the database for other bridges that this user changed, kept for an hour",
                "the account in the cloud: while it exists, the next login, or refresh of its groups, lets all this be stored again",
                SERVER,
                "the memberships in ejabberd's shared roster groups, " + untilFollowed(),
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
                        Counted.of(memory.passwords(), "password"),
                        Counted.of(memory.users(), "existence"),
                        Counted.of(rosters.users(), "roster"),
                        Counted.of(rosters.groups(), "group membership")),
                memory.passwords() + memory.users() + rosters.users() + rosters.groups() > 0,
                remains);
    }

    Result group(Arguments given) throws ToolException, StoreException {
        String group = given.text(0);
        int at = group.lastIndexOf('@');
        String name = group.substring(0, at);
        String domain = XmppDomains.normal(group.substring(at + 1));
        Erasure.prepare(stores);
        boolean known = stores.rosters().forgetGroup(group) || stores.rosters().forgetGroup(name + '@' + domain);
        List<String> remains = new ArrayList<>(Erasure.finish(stores).stream().toList());
        remains.addAll(List.of(
                "the group in ejabberd, until a running bridge deletes it, within "
                        + Moments.length(config.database().refresh()) + ", or ejabberdctl srg_delete " + quoted(name)
                        + ' ' + quoted(domain),
                "the group in Nextcloud: unless it is deleted there, it comes back with the next login or refresh of a member",
                "its name in the stored rosters of its members, until these are built anew: xcauth roster refresh",
                logs(group),
                BACKUPS));
        return result(
                new Group(group, stores.name(), known, remains),
                "group \"" + group + "\"",
                List.of("1 list of members"),
                known,
                remains);
    }

    Result host(Arguments given) throws ToolException, StoreException {
        String domain = given.domain(0);
        Erasure.prepare(stores);
        boolean entry = stores.domains().remove(domain);
        Predicate<UserKey> inDomain = user -> user.domain().equals(domain);
        OtherSpellings others = new OtherSpellings(stores);
        UserStore.Forgotten memory = others.and(stores.users().forgetDomain(domain), inDomain);
        RosterStore.Forgotten rosters = others.and(stores.rosters().forgetDomain(domain), inDomain);
        List<String> remains = new ArrayList<>(Erasure.finish(stores).stream().toList());
        if (config.endpoints().forDomain(domain).isPresent()) {
            remains.add("the configuration, which still has a cloud for " + domain + ": "
                    + (config.endpoints().hasOwn(domain)
                            ? "remove it from per-domain-config"
                            : "the default one serves every domain"));
        }
        remains.addAll(List.of(
                "the accounts in the cloud",
                SERVER,
                "the groups in ejabberd's shared roster, " + untilFollowed() + "; ejabberdctl srg_list "
                        + quoted(domain) + " lists them",
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
                        Counted.of(entry ? 1 : 0, "domain"),
                        Counted.of(memory.passwords(), "password"),
                        Counted.of(memory.users(), "existence"),
                        Counted.of(rosters.users(), "roster"),
                        Counted.of(rosters.groups(), "group")),
                entry || memory.passwords() + memory.users() + rosters.users() + rosters.groups() > 0,
                remains);
    }

    /** What remains is told in any case: the database is not the only place where somebody is known. */
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
                : result.butFailed("the database " + stores.name() + " knows nothing of the " + what
                        + "; look at how it is written");
    }

    private String untilFollowed() {
        return "until a running bridge deletes them, within "
                + Moments.length(config.database().refresh());
    }

    private String logs(String whom) {
        return "log files in " + config.log().directory() + ", or wherever else the log goes, which name " + whom;
    }

    /** As a shell takes it for one word. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9._-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
