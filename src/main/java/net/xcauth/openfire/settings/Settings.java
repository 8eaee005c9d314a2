package net.xcauth.openfire.settings;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.roster.GroupRules;

/**
 * What is in force.
 *
 * @param endpoint     the cloud; empty until address and secret are configured
 * @param providers    what the plugin serves, in the order of the constants
 * @param localUsers   user names that Openfire's own accounts serve, besides administrators'
 * @param cloud        how the cloud is asked
 * @param cache        how long answers count
 * @param bcryptRounds with which passwords are hashed
 * @param protection   of the cloud from floods, and of users from a cloud that is down
 * @param groups       which groups count
 * @param refresh      how often groups of online users are refreshed
 * @param refreshOwn   how often each online user's own roster is asked for
 * @param loginsWaiting how many of Openfire's threads may wait for the cloud while it is slow
 * @param passwordsEndSessions whether a password that is not valid any more ends the user's sessions
 * @param deleteAfter  how long after a user's deletion in the cloud what Openfire keeps of that user is deleted
 */
public record Settings(
        Optional<Endpoint> endpoint,
        Set<ProviderKind> providers,
        Set<String> localUsers,
        CloudSettings cloud,
        CachePolicy cache,
        int bcryptRounds,
        ProtectionPolicy protection,
        GroupRules groups,
        Duration refresh,
        Duration refreshOwn,
        int loginsWaiting,
        boolean passwordsEndSessions,
        Duration deleteAfter) {
    public Settings {
        providers = Collections.unmodifiableSet(new TreeSet<>(providers));
        localUsers = Set.copyOf(localUsers);
    }

    /** The same, but for the local users. */
    public Settings withLocalUsers(Set<String> names) {
        return new Settings(
                endpoint,
                providers,
                names,
                cloud,
                cache,
                bcryptRounds,
                protection,
                groups,
                refresh,
                refreshOwn,
                loginsWaiting,
                passwordsEndSessions,
                deleteAfter);
    }

    /** Whether the plugin serves this now. */
    public boolean serves(ProviderKind kind) {
        return endpoint.isPresent() && providers.contains(kind);
    }
}
