package net.xcauth.core.cloud.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Name resolution. */
@FunctionalInterface
public interface Resolver {
    /** This machine's: {@code /etc/hosts}, DNS and whatever else is configured. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * The addresses of a host in the order in which to try them; blocks.
     *
     * @param host a name, or an address without brackets
     * @throws UnknownHostException if there are none, or the lookup fails
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}
