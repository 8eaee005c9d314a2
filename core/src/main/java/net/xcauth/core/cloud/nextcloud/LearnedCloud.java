package net.xcauth.core.cloud.nextcloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Facts learned from the answers of one cloud. Thread-safe. */
final class LearnedCloud {
    private static final Duration HEADER_VALID = Duration.ofMinutes(1);
    private static final Duration SELF_ASKED_VALID = Duration.ofMinutes(1);
    private static final Duration SELF_TEST_VALID = Duration.ofMinutes(10);
    private static final Duration RELEASE_VALID = Duration.ofHours(6);
    private static final Duration LOGIN_NAMES_VALID = Duration.ofSeconds(10);
    private static final Duration DELAY_VALID = Duration.ofSeconds(30);

    private final Clock clock;
    private volatile Instant headerWorked = Instant.MIN;
    private volatile Instant differed = Instant.MIN;
    private volatile Instant bruteForceAt = Instant.MIN;
    private volatile Optional<BruteForce> bruteForce = Optional.empty();
    private volatile Optional<String> known = Optional.empty();
    private volatile Optional<String> self = Optional.empty();
    private volatile Instant selfAsked = Instant.MIN;
    private volatile boolean foreignIds;
    private volatile Map<String, String> loginNames = Map.of();
    private volatile Instant loginNamesAt = Instant.MIN;
    private final LearnedDirectory directory;

    /** @param wanted selects groups by id and display name */
    LearnedCloud(Clock clock, BiPredicate<String, String> wanted) {
        this.clock = clock;
        this.directory = new LearnedDirectory(wanted);
    }

    /** Notes that an {@code Authorization} header has reached Nextcloud and was accepted. */
    void headerWorked() {
        headerWorked = clock.instant();
    }

    /** True if that happened within the last minute: web servers can start to drop the header at any time. */
    boolean headerWorksNow() {
        return isRecent(headerWorked, HEADER_VALID);
    }

    /** Notes that this account exists: a user has logged in, or the cloud has said so. */
    void exists(String account) {
        known = Optional.of(account);
    }

    /** An account that exists, or did recently. */
    Optional<String> known() {
        return known;
    }

    /** Notes that this account does not exist. */
    void gone(String account) {
        if (known.equals(Optional.of(account))) {
            known = Optional.empty();
        }
    }

    /** Notes that the cloud has just answered differently for an existing and a made-up account. */
    void tellsAccountsApart() {
        differed = clock.instant();
    }

    boolean hasToldAccountsApart() {
        return isRecent(differed, SELF_TEST_VALID);
    }

    /** The service account's own id. */
    Optional<String> self() {
        return self;
    }

    void self(String account) {
        self = Optional.of(account);
    }

    /** True if that id was queried within the last minute. */
    boolean hasBeenAskedForSelf() {
        return isRecent(selfAsked, SELF_ASKED_VALID);
    }

    void askedForSelf() {
        selfAsked = clock.instant();
    }

    /** Notes that an LDAP account has an id that is not its login name. */
    void hasForeignIds() {
        foreignIds = true;
    }

    boolean mayHaveForeignIds() {
        return foreignIds;
    }

    /** Login names by account id, for accounts where they differ; empty unless read a few seconds ago. */
    Optional<Map<String, String>> loginNames() {
        return isRecent(loginNamesAt, LOGIN_NAMES_VALID) ? Optional.of(loginNames) : Optional.empty();
    }

    void loginNames(Map<String, String> read) {
        loginNames = read;
        loginNamesAt = clock.instant();
    }

    /** Makes the login names be read again, since one has changed. */
    void forgetLoginNames() {
        loginNamesAt = Instant.MIN;
    }

    /** The cloud's groups and their members. */
    LearnedDirectory directory() {
        return directory;
    }

    void bruteForce(BruteForce state) {
        bruteForce = Optional.of(state);
        bruteForceAt = clock.instant();
    }

    /** The state of the brute force protection; empty if it may have changed significantly. */
    Optional<BruteForce> bruteForce() {
        return bruteForce.filter(each -> isRecent(bruteForceAt, each.sleeps() ? DELAY_VALID : RELEASE_VALID));
    }

    private boolean isRecent(Instant then, Duration valid) {
        Instant now = clock.instant();
        return !then.isAfter(now) && then.isAfter(now.minus(valid));
    }
}
