package net.xcauth.demo.nextcloud;

import java.time.Clock;
import java.util.List;

/**
 * How this Nextcloud is installed and set up. Can be changed at any time, by any thread; the next request sees it.
 */
public final class Installation {

    /** The newest release whose answers were measured. */
    public static final int DEFAULT_RELEASE = 34;
    /** The most entries in one answer of the address book, from release 32 on. */
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
     * Answers like that major release: 28, 32 and 34 were measured, the others answer like their neighbours.
     *
     * @throws IllegalArgumentException below 24 and above 99
     */
    public Installation release(int major) {
        if (major < 24 || major > 99) {
            throw new IllegalArgumentException("the release must be between 24 and 99, got " + major);
        }
        release = major;
        return this;
    }

    /** Sets whether clients are on the allow list of brute force protection. */
    public Installation exempt(boolean value) {
        exempt = value;
        return this;
    }

    /** Forgets failed logins, which ends a block at once. */
    public Installation forgetFailedLogins() {
        failedLogins.clear();
        return this;
    }

    /** Sets after how many entries the address book answers 507 and another token, from release 32 on. */
    public Installation pageSize(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("a page must have at least one entry, got " + entries);
        }
        pageSize = entries;
        return this;
    }

    /** Sets whether there is a system address book ({@code system_addressbook_exposed}). */
    public Installation addressBook(boolean value) {
        addressBook = value;
        return this;
    }

    /** Sets whether users can look others up: without, the address book has only themselves, and autocomplete nothing. */
    public Installation enumeration(boolean value) {
        enumeration = value;
        return this;
    }

    public Installation maintenance(boolean value) {
        maintenance = value;
        return this;
    }

    /** Sets whether {@code occ upgrade} has yet to be run. */
    public Installation upgradePending(boolean value) {
        upgradePending = value;
        return this;
    }

    /** Sets whether the web server keeps the header {@code Authorization} from PHP. */
    public Installation authorizationDropped(boolean value) {
        authorizationDropped = value;
        return this;
    }

    /** Sets whether login passwords are refused for everybody ({@code token_auth_enforced}). */
    public Installation appPasswordsOnly(boolean value) {
        appPasswordsOnly = value;
        return this;
    }

    /** Sets whether the LDAP server is unreachable. */
    public Installation ldapDown(boolean value) {
        ldapDown = value;
        return this;
    }

    /** Sets whether look-ups get one answer for others' accounts and for those that do not exist, as announced for 35. */
    public Installation existenceHidden(boolean value) {
        existenceHidden = value;
        return this;
    }

    /** Sets under which host names, without a port, Nextcloud answers; none stands for any. */
    public Installation trustedDomains(String... hosts) {
        trustedDomains = List.of(hosts);
        return this;
    }

    /**
     * Sets the folder below the host under which everything is found.
     *
     * @param path {@code /nextcloud}, say, or empty for none
     */
    public Installation folder(String path) {
        if (!path.matches("(/[A-Za-z0-9._~-]+)*")) {
            throw new IllegalArgumentException("a folder must be empty or like /nextcloud, got " + path);
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

    /** The version with four parts, as {@code status.php} has it. */
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
