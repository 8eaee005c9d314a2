package net.xcauth.core.cloud;

import java.util.Locale;
import net.xcauth.core.text.Sentence;
import net.xcauth.core.text.Text;

/** The reason why the cloud gave no answer about the user. */
public enum Cause {
    CONNECT(
            Kind.SUSPICIOUS,
            "no connection to the cloud",
            "Check the cloud's address, name resolution, the network, the firewall, and that the cloud's web server is running."),
    TIMEOUT(
            Kind.SUSPICIOUS,
            "the cloud did not answer in time",
            "Check the cloud's load and its log; up to Nextcloud 31, wrong passwords delay logins from this machine unless it is exempt."),
    TLS(
            Kind.SUSPICIOUS,
            "no trusted TLS connection to the cloud",
            "Check that the cloud speaks TLS at this port, that its certificate is valid for this host name and has not expired,"
                    + " and that its authority is trusted here or in the configured CA file."),
    DISCONNECTED(
            Kind.SUSPICIOUS,
            "the cloud closed the connection",
            "Check the logs of the cloud's web server and of any proxy in between."),
    MAINTENANCE(
            Kind.SUSPICIOUS,
            "the cloud is in maintenance mode",
            "Wait for the maintenance to end, or end it with 'occ maintenance:mode --off'."),
    GATEWAY(
            Kind.SUSPICIOUS,
            "a proxy in front of the cloud got no answer from it",
            "Check that the cloud's web server and PHP are running, and check the proxy's log."),
    REFUSED(
            Kind.ERROR,
            "the cloud refuses this machine's requests",
            "Check that no login page, IP address filter or web server password protects the cloud's address."),
    RATE_LIMITED(
            Kind.WITHHELD,
            "the cloud answers only a limited number of requests from this machine",
            "Exempt this machine from the cloud's brute force protection and from rate limits in front of it."),
    OTHER_ACCOUNT(
            Kind.ERROR,
            "the cloud's answer is about another account",
            "Look in the cloud for an account whose e-mail address is this user's name, and change that address."),
    HTTP_STATUS(
            Kind.ERROR,
            "the cloud answered with an unexpected HTTP status",
            "Check the cloud's address and its web server's log."),
    REDIRECT(
            Kind.ERROR,
            "the cloud redirects the request",
            "Redirects are not followed, since they would carry the password elsewhere: configure the final address."),
    NOT_JSON(
            Kind.ERROR,
            "the cloud's answer is not JSON",
            "Check that the API address ends in /apps/ojsxc/ajax/externalApi.php and that the JSXC app is enabled."),
    UNEXPECTED_JSON(
            Kind.ERROR,
            "the cloud's answer is not from the JSXC API",
            "Check the API address and the version of the JSXC app."),
    NOT_NEXTCLOUD(
            Kind.ERROR,
            "the answer is not from Nextcloud's API",
            "Check that the address is that of Nextcloud itself, including its path if it has one, and that no login page is in front of it."),
    UNTRUSTED_DOMAIN(
            Kind.ERROR,
            "the cloud does not trust the host name in its address",
            "Add the host name to the cloud's trusted_domains, or use the address that users enter in the browser."),
    AUTHORIZATION(
            Kind.ERROR,
            "the cloud does not say whether the password is right",
            "The account needs an app password (two-factor), or the cloud's web server drops the Authorization header: for Apache"
                    + " add 'SetEnvIfNoCase Authorization \"(.+)\" HTTP_AUTHORIZATION=$1'."),
    SERVICE_ACCOUNT(
            Kind.ERROR,
            "the service account is missing, or the cloud does not accept its app password",
            "Create an app password with 'occ user:auth-tokens:add --no-interaction USER', and enter it as the service account's."),
    SERVICE_DISABLED(
            Kind.ERROR,
            "the service account is disabled",
            "Enable it with 'occ user:enable USER', or enter the app password of another account."),
    EXISTENCE_HIDDEN(
            Kind.ERROR,
            "the cloud does not tell whether the account exists",
            "Configure a service account if you have none. Users who have logged in once are known in any case."),
    SLOWED_DOWN(
            Kind.WITHHELD,
            "the cloud slows down this machine's password checks",
            "Exempt this machine: 'occ config:app:set bruteForce whitelist_xcauth --value ADDRESS/32' (IPv6: /128)."),
    ACCOUNT_PAIR(Kind.NOT_ASKED, "the account for this name cannot be looked up", "Check the database."),
    PLAIN_HTTP(
            Kind.NOT_ASKED,
            "passwords are not sent over plain HTTP",
            "Use an address that begins with https://, or allow plain HTTP if the network in between is safe."),
    PHP_MESSAGES(
            Kind.ERROR,
            "the cloud's PHP prints messages into its answers",
            "Set display_errors = Off in the php.ini of the cloud's web server; the messages are in its log as well."),
    TOO_LARGE(
            Kind.ERROR,
            "the cloud's answer is too large",
            "Check the cloud's address; if it is correct, check what the cloud sends."),
    SIGNATURE(
            Kind.ERROR,
            "the cloud does not accept the request's signature",
            "Compare the API secret with the one in the cloud's JSXC settings, and check that no proxy rewrites requests."),
    CLOUD_ERROR(Kind.ERROR, "the cloud reports an error", "Check the cloud's own log."),
    OVERLOAD(
            Kind.WITHHELD,
            "too many requests are waiting for the cloud",
            "Check why the cloud is slow, or allow more requests at once."),
    UNCONFIRMED(
            Kind.NOT_ASKED,
            "the cloud no longer knows a user who was known before",
            "No action is needed: the user is kept until the cloud has confirmed the deletion."),
    CIRCUIT_OPEN(
            Kind.NOT_ASKED,
            "the cloud failed several times in a row and is not queried at the moment",
            "Look for the earlier failures in the log; the cloud is retried automatically."),
    PASSWORD_CHECK(
            Kind.NOT_ASKED,
            "the cloud answers, but does not check passwords in time",
            "Check the cloud's load, and the LDAP server or other user directory behind it."),
    NO_ENDPOINT(
            Kind.NOT_ASKED,
            "no cloud is configured for this domain",
            "Add the domain to the configuration, or configure a default cloud.");

    private final Kind kind;
    private final String text;
    private final String remedy;

    private enum Kind {
        SUSPICIOUS,
        ERROR,
        WITHHELD,
        NOT_ASKED
    }

    private record Part(String key, String english) implements Sentence {}

    Cause(Kind kind, String text, String remedy) {
        this.kind = kind;
        this.text = text;
        this.remedy = remedy;
    }

    /** A short description for logs and people. */
    public String text() {
        return text;
    }

    /** One sentence that tells an administrator what to check. */
    public String remedy() {
        return remedy;
    }

    /** The {@link #text}, translatable. */
    public Text what() {
        return new Part(key("text"), text).with();
    }

    /** The {@link #remedy}, translatable. */
    public Text advice() {
        return new Part(key("remedy"), remedy).with();
    }

    /** True if the whole cloud may be down, which a query that concerns no user then decides. */
    public boolean suspicious() {
        return kind == Kind.SUSPICIOUS;
    }

    /**
     * True if the cloud refuses to answer because of load or limits. Anyone can cause this, so it is never treated as
     * an outage.
     */
    public boolean withheld() {
        return kind == Kind.WITHHELD;
    }

    /** True if the cloud works and only this query fails, perhaps every time. */
    public boolean concernsQuestion() {
        return kind == Kind.ERROR || this == TIMEOUT;
    }

    private String key(String part) {
        return "cause." + name().toLowerCase(Locale.ROOT) + '.' + part;
    }
}
