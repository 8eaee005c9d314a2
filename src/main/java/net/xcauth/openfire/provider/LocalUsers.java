package net.xcauth.openfire.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.jivesoftware.openfire.user.UserProvider;
import org.jivesoftware.util.JiveGlobals;

/**
 * Whom Openfire's own accounts serve, whatever the cloud says: administrators and those of a list, as far as they have
 * such an account. An administrator without one is a cloud user.
 */
public final class LocalUsers {
    /** An account made or deleted behind the plugin's back is noticed after this. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final Set<String> listed;
    private final String domain;
    private final UserProvider accounts;
    private final Cache<String, Boolean> haveAccounts = Caffeine.newBuilder().executor(Runnable::run)
            .maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    /**
     * @param listed   user names besides administrators'
     * @param domain   XMPP domain
     * @param accounts Openfire's own
     */
    public LocalUsers(Set<String> listed, String domain, UserProvider accounts) {
        this.listed = listed;
        this.domain = domain;
        this.accounts = accounts;
    }

    /** @param user in the one spelling */
    public boolean contains(String user) {
        return (listed.contains(user) || administrators().contains(user))
                && haveAccounts.get(user, this::hasAccount);
    }

    /** All of them, in order. */
    List<String> all() {
        return Stream.concat(listed.stream(), administrators().stream()).distinct().filter(this::contains).sorted()
                .toList();
    }

    /** The property and not AdminManager: that may look for administrators in groups, which would lead back here. */
    private Set<String> administrators() {
        String jids = JiveGlobals.getProperty("admin.authorizedJIDs", "");
        Set<String> names = new HashSet<>();
        for (String jid : jids.split(",")) {
            String name = jid.strip().toLowerCase(Locale.ROOT);
            if (name.endsWith('@' + domain)) {
                names.add(name.substring(0, name.length() - domain.length() - 1));
            }
        }
        return names;
    }

    private boolean hasAccount(String user) {
        try {
            return accounts.loadUser(user) != null;
        } catch (UserNotFoundException e) {
            // That is the answer.
            return false;
        }
    }
}
