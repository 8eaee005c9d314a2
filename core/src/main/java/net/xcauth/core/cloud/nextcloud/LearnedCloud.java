package net.xcauth.core.cloud.nextcloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** What the answers of one cloud have taught about it. Thread-safe. */
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
    private volatile BruteForce bruteForce;
    private volatile String known;
    private volatile String self;
    private volatile Instant selfAsked = Instant.MIN;
    private volatile boolean foreignIds;
    private volatile Map<String, String> loginNames = Map.of();
    private volatile Instant loginNamesAt = Instant.MIN;
    private final LearnedDirectory directory;

    /** @param wanted says by id and display name which groups matter */
    LearnedCloud(Clock clock, BiPredicate<String, String> wanted) {
        this.clock = clock;
        this.directory = new LearnedDirectory(wanted);
    }

    /** An {@code Authorization} header has reached Nextcloud and was accepted. */
    void headerWorked() {
        headerWorked = clock.instant();
    }

    /** True if that has happened within the last minute: web servers can begin to drop the header at any time. */
    boolean headerWorksNow() {
        return isRecent(headerWorked, HEADER_VALID);
    }

    /** This account exists: somebody has logged in to it, or the cloud has said so. */
    void exists(String account) {
        known = account;
    }

    /** An account that exists, or did not long ago. */
    Optional<String> known() {
        return Optional.ofNullable(known);
    }

    /** This account does not exist. */
    void gone(String account) {
        if (account.equals(known)) {
            known = null;
        }
    }

    /** The cloud has just answered differently about an account that exists and about one that cannot. */
    void tellsAccountsApart() {
        differed = clock.instant();
    }

    boolean hasToldAccountsApart() {
        return isRecent(differed, SELF_TEST_VALID);
    }

    /** The service account's own id. */
    Optional<String> self() {
        return Optional.ofNullable(self);
    }

    void self(String account) {
        self = account;
    }

    /** True if the cloud was asked for that id within the last minute. */
    boolean hasBeenAskedForSelf() {
        return isRecent(selfAsked, SELF_ASKED_VALID);
    }

    void askedForSelf() {
        selfAsked = clock.instant();
    }

    /** An LDAP account has an id that is not its login name. */
    void hasForeignIds() {
        foreignIds = true;
    }

    boolean mayHaveForeignIds() {
        return foreignIds;
    }

    /** Login names by account id, of accounts whose id is another, if they were read just now. */
    Optional<Map<String, String>> loginNames() {
        return isRecent(loginNamesAt, LOGIN_NAMES_VALID) ? Optional.of(loginNames) : Optional.empty();
    }

    void loginNames(Map<String, String> read) {
        loginNames = read;
        loginNamesAt = clock.instant();
    }

    /** One of them has changed. */
    void forgetLoginNames() {
        loginNamesAt = Instant.MIN;
    }

    /** Its groups and their members. */
    LearnedDirectory directory() {
        return directory;
    }

    void bruteForce(BruteForce state) {
        bruteForce = state;
        bruteForceAt = clock.instant();
    }

    /** The state of the brute force protection, unless it may have changed in a way that matters. */
    Optional<BruteForce> bruteForce() {
        BruteForce state = bruteForce;
        return Optional.ofNullable(state)
                .filter(each -> isRecent(bruteForceAt, each.sleeps() ? DELAY_VALID : RELEASE_VALID));
    }

    private boolean isRecent(Instant then, Duration valid) {
        Instant now = clock.instant();
        return !then.isAfter(now) && then.isAfter(now.minus(valid));
    }
}
