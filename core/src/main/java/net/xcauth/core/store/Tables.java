package net.xcauth.core.store;

/**
 * The names of the tables.
 *
 * @param meta      schema version and revision
 * @param users     existence of users
 * @param passwords cached passwords
 * @param acceptances the order in which each user's passwords were accepted
 * @param clouds    the cloud that a domain's data come from
 * @param changes   change notes by revision, for other processes
 * @param domains   clouds of single XMPP domains
 * @param roster    users' names, groups and the hash of the roster that they come from
 * @param groups    members of groups
 * @param accounts  login names of accounts with another id
 * @param failures  wrong passwords that clouds count against this machine
 */
public record Tables(
        String meta,
        String users,
        String passwords,
        String acceptances,
        String clouds,
        String changes,
        String domains,
        String roster,
        String groups,
        String accounts,
        String failures) {

    /** The bridge's tables; domains, roster and groups are shared with the Python program. */
    public static Tables ofBridge() {
        return new Tables(
                "xcauth_meta",
                "xcauth_users",
                "xcauth_passwords",
                "xcauth_acceptances",
                "xcauth_clouds",
                "xcauth_changes",
                "domains",
                "rosterinfo",
                "rostergroups",
                "xcauth_accounts",
                "xcauth_failures");
    }

    /** Tables with a common prefix, in the database of another program. */
    public static Tables withPrefix(String prefix) {
        return new Tables(
                prefix + "Meta",
                prefix + "Users",
                prefix + "Passwords",
                prefix + "Acceptances",
                prefix + "Clouds",
                prefix + "Changes",
                prefix + "Domains",
                prefix + "Roster",
                prefix + "Groups",
                prefix + "Accounts",
                prefix + "Failures");
    }
}
