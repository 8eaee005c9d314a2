package net.xcauth.openfire.provider;

import java.net.InetAddress;
import java.util.Optional;

/** The address of the client whose login the current thread handles. Openfire does not pass it to providers. */
public final class ClientAddress {
    private static final ThreadLocal<InetAddress> current = new ThreadLocal<>();

    private ClientAddress() {}

    /** Sets the address, if it is known; {@link #clear} must follow. */
    public static void set(Optional<InetAddress> address) {
        address.ifPresent(current::set);
    }

    /** Clears the address before the thread handles another client. */
    public static void clear() {
        current.remove();
    }

    /** The current address; empty if it is unknown, as for a login to the admin console. */
    static Optional<InetAddress> current() {
        return Optional.ofNullable(current.get());
    }
}
