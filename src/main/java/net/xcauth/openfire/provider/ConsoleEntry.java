package net.xcauth.openfire.provider;

import java.util.Optional;

/**
 * The account or group of the admin console's page that the current thread handles. Openfire asks a provider whether it is
 * read-only without saying for which account or group; on these pages it is known.
 *
 * @param user  the account, in the one spelling; empty if the page is about none
 * @param group the group's name; empty if the page is about none
 */
public record ConsoleEntry(Optional<String> user, Optional<String> group) {
    private static final ThreadLocal<ConsoleEntry> CURRENT = new ThreadLocal<>();
    private static volatile Runnable unseen = () -> {};

    /** Notes that the current thread handles a page about this until {@link #leave}. */
    public void enter() {
        CURRENT.set(this);
    }

    /** Must follow: the thread will handle other pages. */
    public static void leave() {
        CURRENT.remove();
    }

    /**
     * Sets a task for when such a page is handled without {@link #enter}: a console that is restarted, as after a change of its
     * certificate, forgets the filters of plugins.
     */
    public static void whenUnseen(Runnable task) {
        unseen = task;
    }

    static void unseen() {
        unseen.run();
    }

    /** Empty where the thread handles no such page. */
    static Optional<ConsoleEntry> current() {
        return Optional.ofNullable(CURRENT.get());
    }
}
