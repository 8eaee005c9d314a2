package net.xcauth.bridge.tool;

import java.time.Instant;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.store.StoredPassword;

/** What a remembered password is worth now. */
enum PasswordState {
    COUNTS("counts"),
    UNUSED("query-ttl passed: the cloud is asked"),
    UNUSED_UNLESS_UNREACHABLE("query-ttl passed: the cloud is asked, and it counts only while that is unreachable"),
    UNVERIFIED_UNLESS_UNREACHABLE(
            "verification-ttl passed: the cloud is asked, and it counts only while that is " + "unreachable"),
    SUPERSEDED("superseded by a newer password: counts for nothing until the cloud accepts it again"),
    EXPIRED("expired: never counts again, and goes with xcauth cache prune");

    private final String text;

    PasswordState(String text) {
        this.text = text;
    }

    /** For people. */
    String text() {
        return text;
    }

    /** The state of a password, as the bridge sees it. */
    static PasswordState of(StoredPassword password, CachePolicy policy, Instant now) {
        boolean verified = now.isBefore(password.verified().plus(policy.verificationTtl()));
        boolean reachableOnly = !now.isBefore(password.verified().plus(policy.unreachableTtl()));
        if (!verified && reachableOnly) {
            return EXPIRED;
        }
        if (password.superseded()) {
            return SUPERSEDED;
        }
        if (!verified) {
            return UNVERIFIED_UNLESS_UNREACHABLE;
        }
        if (now.isBefore(password.used().plus(policy.queryTtl()))) {
            return COUNTS;
        }
        return reachableOnly ? UNUSED : UNUSED_UNLESS_UNREACHABLE;
    }
}
