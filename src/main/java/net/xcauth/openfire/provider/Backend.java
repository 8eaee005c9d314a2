package net.xcauth.openfire.provider;

import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.core.roster.RosterDirectory;

/**
 * What the providers answer from. Openfire makes them itself, by their class names, so they find it here.
 *
 * @param domain    the XMPP domain
 * @param logins    decides about passwords of cloud users
 * @param existence decides who exists
 * @param users     cloud users known so far
 * @param local     whom Openfire's own providers serve
 * @param directory names and groups of cloud users
 * @param groups    what cloud groups are called here, and with whom they are shared
 * @param former    the providers that served before
 * @param newLocal  told the name of an account that is about to be created here
 */
public record Backend(
        String domain,
        Logins logins,
        Existence existence,
        KnownUsers users,
        LocalUsers local,
        RosterDirectory directory,
        CloudGroups groups,
        FormerProviders former,
        Consumer<String> newLocal) {
    private static volatile Backend current;

    /** The one in force; empty when the plugin has ended, or has no cloud. */
    public static Optional<Backend> current() {
        return Optional.ofNullable(current);
    }

    /** @param backend null when the plugin ends */
    public static void use(Backend backend) {
        current = backend;
    }

    /** For questions that have no "cannot tell". */
    static Backend required() {
        return current()
                .orElseThrow(() -> new IllegalStateException("the plugin Nextcloud Authentication is not active"));
    }

    /** The one spelling of a user name; empty if it names nobody here. */
    public Optional<String> canonical(String username) {
        return Usernames.canonical(username, domain);
    }

    /** Whether one of Openfire's own accounts serves this user. */
    public boolean isLocal(String user) {
        return local.contains(user);
    }
}
