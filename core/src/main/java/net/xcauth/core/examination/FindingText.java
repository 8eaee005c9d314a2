package net.xcauth.core.examination;

import java.util.Locale;
import net.xcauth.core.text.Sentence;

/** The texts of findings. Titles begin with the subject, remedies end with a full stop. */
public enum FindingText implements Sentence {
    ENCRYPTION_TITLE("encryption of {0}"),
    ADDRESS_TITLE("address of {0}"),
    TLS_TITLE("TLS of {0}"),
    API_TITLE("API at {0}"),
    PASSWORD_TITLE("password check at {0}"),
    ROSTER_TITLE("shared roster at {0}"),
    CLOCK_TITLE("clock of {0}"),
    TIME_TITLE("response time of {0}"),
    /** A cloud's address, and the domain whose secret is used. */
    OF_DOMAIN("{0} ({1})"),
    OF_OTHER_DOMAINS("{0} (other domains)"),
    /** A cloud's address, and the number of the endpoint with this address. */
    OF_NUMBER("{0} (number {1})"),

    SKIPPED_CONNECTION("the connection failed"),
    SKIPPED_TLS("the TLS connection is not trusted"),
    SKIPPED_API("the API does not answer"),
    SKIPPED_CLOUD("the cloud does not answer"),
    /** The problem, and its details in English. */
    FAILED("{0}: {1}"),
    BROKE_OFF("the examination was aborted"),
    /** The place in the source. */
    BROKE_OFF_PLACE("the examination was aborted ({0}:{1})"),
    BROKE_OFF_REMEDY(
            "This is a bug in xcauth, not in your installation: report it with this line and the output of xcauth --version."),

    IN_THE_CLEAR("none, so passwords travel to {0} in the clear"),
    IN_THE_CLEAR_REMEDY("Set up HTTPS in the cloud, and change url to https://."),

    PROXY("the proxy {0}"),
    HOST_UNRESOLVED("the name {0} cannot be resolved"),
    PROXY_UNRESOLVED("the proxy's name {0} cannot be resolved"),
    UNRESOLVED_REMEDY("Check its spelling in the configuration, and name resolution on this machine: getent hosts {0}"),
    ACCEPTS("{0} ({1}, port {2}) accepts connections"),
    /** Host, address, port, and a refusal. */
    REFUSES("{0} ({1}, port {2}): {3}"),
    /** Host, address, port, a refusal, and the addresses that accept connections. */
    REFUSES_SOME("{0} ({1}, port {2}): {3}; {4} accepts connections and is used instead"),
    REFUSES_SOME_REMEDY(
            "Logins work, but some take longer than necessary. If that address is not the cloud's, correct it in DNS or "
                    + "/etc/hosts. {0}"),

    REFUSAL_SILENT("no answer in time"),
    REFUSAL_SILENT_REMEDY(
            "The machine is off, or a firewall drops this machine's packets: check both, and the address."),
    REFUSAL_CLOSED("connection refused"),
    REFUSAL_CLOSED_REMEDY(
            "Nothing listens on that port, or a firewall rejects the connection: check the port, and that the web server or proxy is running there."),
    REFUSAL_NO_ROUTE("unreachable (no route)"),
    REFUSAL_NO_ROUTE_REMEDY(
            "There is no route to it, or a firewall rejects the connection: check this machine's network and the firewalls in between."),
    REFUSAL_FORBIDDEN("this machine is not permitted to connect"),
    REFUSAL_FORBIDDEN_REMEDY(
            "This machine blocks the connection: check its own firewall, SELinux or AppArmor, and IPAddressDeny= "
                    + "in the systemd unit."),
    REFUSAL_OTHER("connection failed ({0})"),
    REFUSAL_OTHER_REMEDY("Check the network and the firewalls in between."),

    NO_CONNECTION("no connection: {0}"),
    NO_TUNNEL_REMEDY(
            "Configure the proxy to allow connections to this host and port without a login, or connect without it; "
                    + "its log has the details."),
    CERTIFICATE("the certificate is trusted and valid for {0}; it expires in {1} days, on {2}"),
    CERTIFICATE_ONE_DAY("the certificate is trusted and valid for {0}; it expires in 1 day, on {1}"),
    CERTIFICATE_ENDS_REMEDY(
            "Renew it, and find out why it was not renewed automatically: once it has expired, the cloud is unreachable."),
    CERTIFICATE_EXPIRED("the certificate is trusted and matches {0}, but it expired on {1}"),
    CERTIFICATE_EXPIRED_REMEDY("Renew it."),

    API_ANSWERS("the cloud accepts the secret, and does not know a made-up account"),
    /** The number of secrets. */
    API_TAKES_FIRST("the cloud accepts the first of {0} secrets, and does not know a made-up account"),
    /** A secret's number, and the number of secrets. */
    API_TAKES_OTHER("the cloud accepts secret number {0} of {1}, not the first, and does not know a made-up account"),
    API_TAKES_OTHER_REMEDY(
            "Logins keep working. If the first secret is the new one, enter it in the cloud now; if it is the old one, remove it here an hour after the cloud was changed."),
    API_KNOWS_ALL("the cloud accepts the secret, but says that a made-up account exists"),
    API_KNOWS_ALL_REMEDY("Check the cloud's user back ends: one of them knows every name."),
    STATUS_LOGIN_REMEDY(
            "The cloud's web server, or something in front of it, denies this machine access: allow it to reach the API address without a login."),
    STATUS_NOTHING_REMEDY(
            "There is nothing at this address: compare it with the one in the cloud's JSXC settings, and check "
                    + "that the JSXC app is enabled."),
    STATUS_PROXY_LOGIN_REMEDY(
            "Configure the proxy to let this machine through without a login, or connect to the cloud without the proxy."),
    STATUS_GATEWAY_REMEDY(
            "A web server or proxy in front of the cloud is running, but the cloud behind it does not answer: check "
                    + "PHP or the cloud's container, and their logs."),

    PASSWORD_REFUSED("a made-up password was refused"),
    PASSWORD_ACCEPTED("a made-up password for a made-up account was accepted"),
    PASSWORD_ACCEPTED_REMEDY("Check the cloud's user back ends immediately: one of them lets everyone in."),
    ROSTER_NONE("a made-up account has none"),
    ROSTER_ANY("a made-up account has one"),
    ROSTER_ANY_REMEDY(
            "Check the cloud's user back ends: one of them knows every name. Also check the version of the JSXC app."),

    PRODUCT_TITLE("product at {0}"),
    BRUTE_FORCE_TITLE("brute force protection of {0}"),
    SERVICE_TITLE("service account at {0}"),
    GROUPS_TITLE("groups at {0}"),
    NAMES_TITLE("display names at {0}"),
    EXISTENCE_TITLE("existence of accounts at {0}"),

    SKIPPED_PRODUCT("no working Nextcloud was found at this address"),
    SKIPPED_NO_SERVICE("no service account is configured"),
    SKIPPED_SERVICE("the service account does not work"),
    SKIPPED_PASSWORD("no made-up password was sent because the cloud may count it against this machine"),
    SKIPPED_APP_ONLY("only app passwords are accepted, and a made-up one would prove nothing"),
    SKIPPED_UNHEARD("no password reaches the cloud, as the password check shows"),
    SKIPPED_APP("see the product above"),

    PRODUCT("this is {0} {1}"),
    PRODUCT_UNTRIED("{0} {1}, a release that xcauth has not been tested with"),
    PRODUCT_NEWER("{0} {1}, which is newer than any release known to xcauth"),
    PRODUCT_OLD("{0} {1}, a release that Nextcloud no longer supports"),
    PRODUCT_OLD_REMEDY("Upgrade the cloud to release 33 or later."),
    PRODUCT_31_REMEDY("Upgrade the cloud to release 33 or later. Until then, exempt this machine from its brute "
            + "force protection, since each wrong password slows down all logins; and make the service account group "
            + "administrator of the groups to be shared, since an ordinary account cannot list members."),
    PRODUCT_27_REMEDY(
            "Upgrade the cloud to release 33 or later: xcauth has not been tested with releases before 28, which do not say whether this machine is exempt from their brute force protection. The service "
                    + "account must be group administrator of the groups to be shared."),
    PRODUCT_26_REMEDY(
            "Upgrade the cloud to release 33 or later: xcauth has not been tested with releases before 28, and before 27 users have no display names until they log in. The service account must be group "
                    + "administrator of the groups to be shared."),
    PRODUCT_MAINTENANCE("{0} {1} is in maintenance mode"),
    PRODUCT_UPGRADE("{0} {1} has a pending upgrade"),
    PRODUCT_UPGRADE_REMEDY("Run on the cloud: occ upgrade"),
    PRODUCT_WITHOUT_JSXC("{0} {1}, on which the JSXC app cannot run: it supports Nextcloud 30 and older"),
    PRODUCT_WITHOUT_JSXC_REMEDY(
            "Exempt this machine from the cloud's brute force protection, since all remembered passwords will "
                    + "be checked again. Then change url to {0}, to check passwords through Nextcloud's own API, which needs no app."),
    UNTRUSTED("the cloud does not trust the host name {0}"),
    UNTRUSTED_REMEDY("Use the address that users enter in the browser, or run on the cloud: occ config:system:set "
            + "trusted_domains 90 --value={0} (with another number if occ config:system:get trusted_domains 90 prints "
            + "a value)."),

    BRUTE_FORCE_EXEMPT("this machine is exempt"),
    BRUTE_FORCE_LOOPBACK("this machine is exempt, and reaches the cloud from {0}: if a reverse proxy on the cloud's "
            + "machine hides its visitors' addresses, all of them are exempt"),
    BRUTE_FORCE_LOOPBACK_REMEDY("Enter a wrong password in the browser, and look for the remote address in "
            + "Nextcloud's log: if it is the browser's, all is well; otherwise set trusted_proxies on the cloud."),
    BRUTE_FORCE_APP_ONLY(
            "this machine is not exempt, and need not be: only app passwords are accepted, which are not counted"),
    BRUTE_FORCE_UNKNOWN("the cloud does not say whether this machine is exempt"),
    BRUTE_FORCE_COUNTED(
            "this machine is not exempt: more than 10 wrong passwords within 30 minutes, of all users together, block all logins with login passwords for a while"),
    BRUTE_FORCE_FAILURES(
            "this machine is not exempt, and wrong passwords have been counted against it: more than 10 within 30 minutes, of all users together, block all logins with login passwords for a while"),
    BRUTE_FORCE_SLOWED(
            "this machine is not exempt: each wrong password slows down the logins of all users, currently by {0} s"),
    BRUTE_FORCE_REMEDY(
            "Run on the cloud: {0}. The address must be the one that Nextcloud sees; if that is the address of a reverse proxy, a NAT or a container gateway, everyone behind it is exempt as well: compare it with the "
                    + "remote address in Nextcloud's log."),

    SERVICE_NONE(
            "none is configured. Users can log in, but have no shared rosters, and users whose name contains an @ exist "
                    + "only after their first login"),
    SERVICE_NONE_REMEDY(
            "To change that, create an ordinary Nextcloud account, make it a member of the groups to be shared, "
                    + "create an app password with: occ user:auth-tokens:add --no-interaction USER, and enter it as service-password."),
    SERVICE_REFUSED("the cloud does not accept its app password"),
    SERVICE_REFUSED_REMEDY(
            "The password is mistyped or has been revoked, or its account was deleted. Create another one with: occ "
                    + "user:auth-tokens:add --no-interaction USER, and enter it as service-password."),
    /** The remedy above. */
    SERVICE_UNHEARD_REMEDY(
            "{0} If that does not help, the cloud's web server may drop the Authorization header; for Apache, add: "
                    + "SetEnvIfNoCase Authorization \"(.+)\" HTTP_AUTHORIZATION=$1"),
    SERVICE_LOGIN_PASSWORD(
            "service-password is not an app password but looks like a login password, which the cloud does not "
                    + "accept from a service account"),
    SERVICE_LOGIN_PASSWORD_REMEDY(
            "Create an app password with: occ user:auth-tokens:add --no-interaction USER, and enter its 72 "
                    + "letters and digits as service-password."),
    SERVICE_PLAIN("it works: \"{0}\" is an ordinary account"),
    SERVICE_GROUP_ADMIN("it works: \"{0}\" is a group administrator"),
    SERVICE_GROUP_ADMIN_REMEDY(
            "It has more rights than it needs, such as setting the passwords of its groups' members: "
                    + "revoke that right, and make it a member of the groups instead."),
    SERVICE_DELEGATED("it works: \"{0}\" may manage all users"),
    SERVICE_ADMIN("it works: \"{0}\" is an administrator"),
    SERVICE_ADMIN_UNCONFIRMED("\"{0}\" is an administrator, which the configuration does not permit"),
    SERVICE_ADMIN_REMEDY(
            "It has more rights than it needs: up to Nextcloud 32, anyone who has its app password can set "
                    + "every user's password. Use an ordinary account that is a member of the groups to be shared (before "
                    + "Nextcloud 32, their group administrator)."),
    SERVICE_ADMIN_UNCONFIRMED_REMEDY("Use an ordinary account that is a member of the groups to be shared (before "
            + "Nextcloud 32, their group administrator). Up to Nextcloud 32, anyone who has this app password can set every "
            + "user's password. If you accept that, set service-account to admin."),
    GROUPS_SHOWN("these can be shared, with their members: {0}"),
    GROUPS_SOME("these can be shared, with their members: {0}; the account cannot list the members of {1}"),
    GROUPS_REFUSED("none can be shared: the account cannot list the members of {0}"),
    /** Groups, the number inspected, and the total number. */
    GROUPS_FIRST("{0} (only {1} of {2} groups were checked)"),
    GROUPS_NONE("the service account sees none, so there are no shared rosters"),
    GROUPS_REMEDY("Make the service account a member of the groups that are to be shared."),
    GROUPS_31_REMEDY("Make the service account group administrator of the groups that are to be shared: before "
            + "Nextcloud 32, an ordinary account cannot list members."),
    NAMES_OFFERED("those of groups and users can be read"),
    NAMES_MISSING("the cloud does not offer users' names, so they appear under their account's name until they log in"),
    NAMES_REMEDY("Turn on the address book of all accounts: occ config:app:delete dav system_addressbook_exposed "
            + "(Nextcloud turns it off automatically above 5,000 accounts)."),
    NAMES_26_REMEDY("Upgrade the cloud: the address book of all accounts exists from Nextcloud 27 on."),
    ENUMERATION_OFF(
            "user enumeration is off in Nextcloud, so names cannot be read, and of the groups above, only those that "
                    + "groups-include lists are shared"),
    ENUMERATION_OFF_REMEDY(
            "To share groups, list them in groups-include, or allow account name autocompletion in Nextcloud's "
                    + "administration settings, under Sharing."),

    AUTHORIZATION_WORKS("passwords reach the cloud: the service account's is accepted"),
    AUTHORIZATION_DROPPED("no password reaches the cloud: its web server drops the Authorization header"),
    AUTHORIZATION_DROPPED_REMEDY("If the web server is Apache, add to its configuration for Nextcloud: SetEnvIfNoCase "
            + "Authorization \"(.+)\" HTTP_AUTHORIZATION=$1. Otherwise look for what removes the header, in the web server and in "
            + "proxies in front of it."),
    EXISTENCE_NONE("a made-up account does not exist"),
    EXISTENCE_LATER(
            "this cannot be checked until a user has logged in: without a service account, no existing account is known "
                    + "to compare a made-up one with"),
    EXISTENCE_ALONE(
            "this cannot be checked until a user has logged in: the service account's groups have no other member to "
                    + "compare a made-up account with"),
    EXISTENCE_HIDDEN(
            "the cloud gives the same answer about existing accounts and a made-up one, so users exist only after their first login"),
    EXISTENCE_HIDDEN_REMEDY(
            "If users should exist before that, make the service account group administrator of their groups, which lets it see more."),
    EXISTENCE_OF_ALL("the cloud says that a made-up account exists"),

    CLOCK_UNKNOWN("the cloud's web server does not say its time"),
    CLOCK_AGREES("this machine's clock and the cloud's agree"),
    CLOCK_HERE_AHEAD("this machine's clock is ahead of the cloud's by {0} s"),
    CLOCK_CLOUD_AHEAD("the cloud's clock is ahead of this machine's by {0} s"),
    /** One of the two texts before. */
    CLOCK_HARMLESS("{0}, which does no harm"),
    CLOCK_EARLY("{0}, so that tokens expire too early"),
    CLOCK_LATE("{0}, so that tokens are valid for too long"),
    CLOCK_REMEDY("Synchronize both clocks with NTP: check timedatectl or chronyc tracking on both machines."),
    TIME("the cloud answered in {0} ms; the limit is {1} ms"),
    TIME_REMEDY(
            "Under load, the cloud may be considered unreachable: find out why it is slow (up to Nextcloud 31, it delays "
                    + "this machine after wrong passwords), or raise the second number of timeout.");

    private final String english;

    FindingText(String english) {
        this.english = english;
    }

    @Override
    public String key() {
        return "finding." + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String english() {
        return english;
    }
}
