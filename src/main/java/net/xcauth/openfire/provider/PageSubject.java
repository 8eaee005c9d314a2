package net.xcauth.openfire.provider;

import java.util.Optional;

/**
 * The account or group that is the subject of the console page which the current thread handles. When Openfire asks a
 * provider if it is read-only, it does not say for which account or group; on these pages, that is known.
 *
 * @param user  the account, in canonical spelling; empty if the page is about none
 * @param group the group's name; empty if the page is about none
 */
public record PageSubject(Optional<String> user, Optional<String> group) {
    private static final ThreadLocal<PageSubject> CURRENT = new ThreadLocal<>();
    private static volatile Runnable unseen = () -> {};

    /** Marks the current thread as handling a page about this; {@link #leave} must follow. */
    public void enter() {
        CURRENT.set(this);
    }

    /** Clears the mark before the thread handles another page. */
    public static void leave() {
        CURRENT.remove();
    }

    /**
     * Sets a task to run when such a page is handled without {@link #enter}: when the console is restarted, for
     * instance after a change of its certificate, it forgets the filters of plugins.
     */
    public static void onUnseen(Runnable task) {
        unseen = task;
    }

    static void reportUnseen() {
        unseen.run();
    }

    /** The subject of the current page; empty if the thread handles no such page. */
    static Optional<PageSubject> current() {
        return Optional.ofNullable(CURRENT.get());
    }
}
