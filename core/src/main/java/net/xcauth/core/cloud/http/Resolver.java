package net.xcauth.core.cloud.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Name resolution. */
@FunctionalInterface
public interface Resolver {
    /** This machine's: {@code /etc/hosts}, DNS and whatever else it is set up to ask. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * The addresses of a host in the order in which to try them; waits for them.
     *
     * @param host a name, or an address without brackets
     * @throws UnknownHostException if it has none, or they cannot be found out
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
