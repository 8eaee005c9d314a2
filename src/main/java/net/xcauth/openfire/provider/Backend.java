package net.xcauth.openfire.provider;

import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.core.roster.RosterDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The data and services for the providers. Openfire creates providers by class name, so they get it from
 * {@link #current}.
 *
 * @param domain    the XMPP domain
 * @param logins    checks passwords of cloud users
 * @param existence decides if cloud users exist
 * @param users     the cloud users known so far
 * @param local     the users whom Openfire's own providers serve
 * @param directory names and groups of cloud users
 * @param groups    names and sharing of cloud groups
 * @param original  the providers that serve local users and groups
 * @param newLocal  called with the name of a local account before it is created
 */
public record Backend(
        String domain,
        Logins logins,
        Existence existence,
        KnownUsers users,
        LocalUsers local,
        RosterDirectory directory,
        CloudGroups groups,
        OriginalProviders original,
        Consumer<String> newLocal) {
    private static volatile @Nullable Backend current;

    /** The running service's; empty when the plugin is unloaded or no cloud is configured. */
    public static Optional<Backend> current() {
        return Optional.ofNullable(current);
    }

    public static void set(Backend backend) {
        current = backend;
    }

    /** Leaves the providers without answers, when the service ends. */
    public static void clear() {
        current = null;
    }

    /**
     * The running service's, for calls that have no way to say "cannot tell".
     *
     * @throws IllegalStateException if there is none
     */
    static Backend required() {
        return current()
                .orElseThrow(() -> new IllegalStateException("the plugin Nextcloud Authentication is not active"));
    }

    /** The canonical spelling of a user name; empty if it cannot be a user of this domain. */
    public Optional<String> canonical(String username) {
        return Usernames.canonical(username, domain);
    }

    /** True if an account in Openfire serves this user, and not the cloud. */
    public boolean isLocal(String user) {
        return local.contains(user);
    }
}
