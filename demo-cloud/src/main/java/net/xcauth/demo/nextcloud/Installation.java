package net.xcauth.demo.nextcloud;

import java.time.Clock;
import java.util.List;

/** The configuration of this Nextcloud. Thread-safe; a change takes effect with the next request. */
public final class Installation {

    /** The newest release whose answers were verified. */
    public static final int DEFAULT_RELEASE = 34;
    /** The most entries in one answer of the address book, since release 32. */
    public static final int DEFAULT_PAGE_SIZE = 2500;

    private final FailedLogins failedLogins;
    private volatile int release = DEFAULT_RELEASE;
    private volatile int pageSize = DEFAULT_PAGE_SIZE;
    private volatile boolean exempt;
    private volatile boolean addressBook = true;
    private volatile boolean enumeration = true;
    private volatile boolean maintenance;
    private volatile boolean upgradePending;
    private volatile boolean authorizationDropped;
    private volatile boolean appPasswordsOnly;
    private volatile boolean ldapDown;
    private volatile boolean existenceHidden;
    private volatile String folder = "";
    private volatile List<String> trustedDomains = List.of();

    public Installation(Clock clock) {
        this.failedLogins = new FailedLogins(clock);
    }

    /**
     * Sets the major release to imitate. 28, 32 and 34 were verified; the others answer like the nearest of these.
     *
     * @throws IllegalArgumentException if it is below 24 or above 99
     */
    public Installation release(int major) {
        if (major < 24 || major > 99) {
            throw new IllegalArgumentException("the release must be between 24 and 99, got " + major);
        }
        release = major;
        return this;
    }

    /** Sets whether brute force protection exempts all clients. */
    public Installation exempt(boolean value) {
        exempt = value;
        return this;
    }

    /** Forgets failed logins, which ends all blocks. */
    public Installation forgetFailedLogins() {
        failedLogins.clear();
        return this;
    }

    /** Sets the number of entries after which the address book answers 507 with a token, since release 32. */
    public Installation pageSize(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("the page size must be at least 1, got " + entries);
        }
        pageSize = entries;
        return this;
    }

    /** Sets whether there is a system address book ({@code system_addressbook_exposed}). */
    public Installation addressBook(boolean value) {
        addressBook = value;
        return this;
    }

    /**
     * Sets whether users can look up others. Without that, the address book contains only the user's own card, and
     * autocomplete finds nothing.
     */
    public Installation enumeration(boolean value) {
        enumeration = value;
        return this;
    }

    public Installation maintenance(boolean value) {
        maintenance = value;
        return this;
    }

    /** Sets whether {@code occ upgrade} is pending. */
    public Installation upgradePending(boolean value) {
        upgradePending = value;
        return this;
    }

    /** Sets whether the web server withholds the header {@code Authorization} from PHP. */
    public Installation authorizationDropped(boolean value) {
        authorizationDropped = value;
        return this;
    }

    /** Sets whether login passwords are refused for all accounts ({@code token_auth_enforced}). */
    public Installation appPasswordsOnly(boolean value) {
        appPasswordsOnly = value;
        return this;
    }

    /** Sets whether the LDAP server is unreachable. */
    public Installation ldapDown(boolean value) {
        ldapDown = value;
        return this;
    }

    /**
     * Sets whether lookups of other users' accounts and of accounts that do not exist have the same answer, as
     * announced for release 35.
     */
    public Installation existenceHidden(boolean value) {
        existenceHidden = value;
        return this;
    }

    /** Sets the host names, without ports, under which Nextcloud answers; none means any. */
    public Installation trustedDomains(String... hosts) {
        trustedDomains = List.of(hosts);
        return this;
    }

    /**
     * Sets the folder below the host that contains the cloud.
     *
     * @param path for example {@code /nextcloud}, or empty for none
     */
    public Installation folder(String path) {
        if (!path.matches("(/[A-Za-z0-9._~-]+)*")) {
            throw new IllegalArgumentException("the folder must be empty or a path like /nextcloud, got " + path);
        }
        folder = path;
        return this;
    }

    public String folder() {
        return folder;
    }

    int release() {
        return release;
    }

    /** The version with four parts, as in {@code status.php}. */
    String version() {
        return switch (release) {
            case 28 -> "28.0.2.5";
            default -> release + ".0.1.2";
        };
    }

    int pageSize() {
        return release >= 32 ? pageSize : Integer.MAX_VALUE;
    }

    boolean exempt() {
        return exempt;
    }

    boolean addressBook() {
        return addressBook && release >= 27;
    }

    boolean enumeration() {
        return enumeration;
    }

    boolean maintenance() {
        return maintenance;
    }

    boolean upgradePending() {
        return upgradePending;
    }

    boolean authorizationDropped() {
        return authorizationDropped;
    }

    boolean appPasswordsOnly() {
        return appPasswordsOnly;
    }

    boolean ldapDown() {
        return ldapDown;
    }

    boolean existenceHidden() {
        return existenceHidden;
    }

    boolean trusts(String host) {
        String name = host.replaceFirst(":[0-9]+$", "");
        return trustedDomains.isEmpty() || trustedDomains.stream().anyMatch(name::equalsIgnoreCase);
    }

    FailedLogins failedLogins() {
        return failedLogins;
    }
}
