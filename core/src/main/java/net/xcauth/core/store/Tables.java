package net.xcauth.core.store;

/**
 * What the tables are called.
 *
 * @param meta      schema version and revision
 * @param users     whether users exist
 * @param passwords cached passwords
 * @param acceptances in which order each user's passwords were accepted
 * @param clouds    which cloud what is stored of a domain comes from
 * @param changes   who changed at which revision, for other processes
 * @param domains   clouds of single XMPP domains
 * @param roster    users' names, groups and the hash of the roster they were read from
 * @param groups    members of groups
 * @param accounts  names that stand for accounts with another id
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

    /** Those of the bridge: domains, roster and groups are the Python program's too. */
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

    /** In a database that belongs to somebody else: all names begin alike. */
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
