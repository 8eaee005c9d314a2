package net.xcauth.bridge.tool;

import java.time.Instant;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.store.StoredPassword;

/** The use that the bridge makes of a remembered password. */
enum PasswordState {
    COUNTS("valid"),
    UNUSED("query-ttl passed: the cloud is queried"),
    UNUSED_UNLESS_UNREACHABLE(
            "query-ttl passed: valid only while the cloud is unreachable, otherwise the cloud is " + "queried"),
    UNVERIFIED_UNLESS_UNREACHABLE(
            "verification-ttl passed: valid only while the cloud is unreachable, otherwise the cloud is queried"),
    SUPERSEDED("superseded by a newer password: not valid unless the cloud accepts it again"),
    EXPIRED("expired: xcauth cache prune deletes it");

    private final String text;

    PasswordState(String text) {
        this.text = text;
    }

    /** A description for people. */
    String text() {
        return text;
    }

    /** The state of a password at this time. */
    static PasswordState of(StoredPassword password, CachePolicy policy, Instant now) {
        boolean verified = now.isBefore(password.verified().plus(policy.verificationTtl()));
        boolean tooOldForOutage = !now.isBefore(password.verified().plus(policy.unreachableTtl()));
        if (!verified && tooOldForOutage) {
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
        return tooOldForOutage ? UNUSED : UNUSED_UNLESS_UNREACHABLE;
    }
}
