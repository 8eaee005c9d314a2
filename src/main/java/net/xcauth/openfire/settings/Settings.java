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
 * The settings that apply.
 *
 * @param endpoint             the cloud; empty until its address, and the JSXC API's secret, are configured
 * @param providers            what comes from the cloud, in the order of the constants
 * @param localUsers           users with an account in Openfire that takes precedence, in addition to administrators
 * @param cloud                connections to the cloud and their limits
 * @param cache                how long answers are valid
 * @param bcryptRounds         the cost of a password hash, 4 to 31
 * @param protection           circuit breaker and limits on guesses
 * @param groups               the groups to show
 * @param refresh              how often groups of online users are refreshed
 * @param refreshOwn           how often each online user's own roster is read
 * @param loginsWaiting        the number of Openfire's threads that may wait for the cloud while it is slow
 * @param passwordsEndSessions true if a password that is no longer valid ends the user's sessions
 * @param deleteAfter          how long Openfire's data about users deleted in the cloud is kept
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

    /** A copy with other local users. */
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

    /** True if a cloud is configured, and this comes from it. */
    public boolean serves(ProviderKind kind) {
        return endpoint.isPresent() && providers.contains(kind);
    }
}
