package net.xcauth.core.auth;

import java.time.Instant;

/**
 * A disappearance of many users of an XMPP domain from the cloud at once. They are not treated as deleted until an
 * administrator confirms it, because the directory behind the cloud may only be failing.
 *
 * @param missing the number of missing users
 * @param known   the number of known users, including the missing ones
 * @param since   when it was first noticed
 */
public record MassDisappearance(String domain, long missing, long known, Instant since) {
    private static final int FEW = 5;
    private static final int PERCENT = 5;

    /** True if more than five users, and more than 5 % of the known ones, are missing. */
    public static boolean isOne(long missing, long known) {
        return missing > FEW && missing * 100 > known * PERCENT;
    }

    @Override
    public String toString() {
        return "the cloud no longer knows " + missing + " of " + known + " users of " + domain;
    }
}
