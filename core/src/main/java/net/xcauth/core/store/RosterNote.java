package net.xcauth.core.store;

import java.util.function.Consumer;
import net.xcauth.core.user.UserKey;

/** The keys of notes about rosters. They share a table with users' keys: no JID has a slash before its {@code @}. */
final class RosterNote {
    private static final String USER = "roster/";
    private static final String GROUP = "group/";

    private RosterNote() {}

    static boolean is(String key) {
        return key.startsWith(USER) || key.startsWith(GROUP);
    }

    static String of(UserKey user) {
        return bounded(USER + user.jid(), user.domain());
    }

    static String of(String group, String domain) {
        return bounded(GROUP + group + '@' + domain, domain);
    }

    /** A note that concerns all rosters of an XMPP domain. */
    static String ofAll(String domain) {
        return GROUP + '@' + domain;
    }

    private static String bounded(String key, String domain) {
        return key.length() <= Sql.LONGEST_KEY ? key : ofAll(domain);
    }

    /**
     * Passes the subject of a note to the matching consumer.
     *
     * @param all runs for a note about everything
     */
    static void read(String key, String domain, Consumer<UserKey> user, Consumer<String> group, Runnable all) {
        if (key.equals(Revisions.EVERYBODY) || key.equals(ofAll(domain))) {
            all.run();
        } else if (key.startsWith(USER) && key.endsWith('@' + domain)) {
            user.accept(UserKey.ofJid(key.substring(USER.length())));
        } else if (key.startsWith(GROUP) && key.endsWith('@' + domain)) {
            group.accept(key.substring(GROUP.length(), key.length() - domain.length() - 1));
        }
    }
}
