package net.xcauth.openfire.provider;

import java.net.InetAddress;
import java.util.Optional;

/** The address of the client whose login the current thread handles, which Openfire does not hand to providers. */
public final class ClientAddress {
    private static final ThreadLocal<InetAddress> current = new ThreadLocal<>();

    private ClientAddress() {}

    /** Notes the address until {@link #forget}; empty if it is unknown. */
    public static void note(Optional<InetAddress> address) {
        current.set(address.orElse(null));
    }

    /** Must follow, since the thread will handle other clients. */
    public static void forget() {
        current.remove();
    }

    /** Empty if it is unknown, as for a login to the admin console. */
    static Optional<InetAddress> current() {
        return Optional.ofNullable(current.get());
    }
}
