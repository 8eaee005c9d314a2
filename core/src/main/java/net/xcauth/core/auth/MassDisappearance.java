package net.xcauth.core.auth;

import java.time.Instant;

/**
 * Many users of an XMPP domain whom the cloud does not know any more, all at once. They are not taken for deleted until an
 * administrator confirms it, since a directory behind the cloud may have lost sight of them.
 *
 * @param missing the number of users who are missing
 * @param known   the number of users who are known, those included
 * @param since   when that was noticed
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
        return "the cloud does not know " + missing + " of " + known + " users of " + domain + " any more";
    }
}
