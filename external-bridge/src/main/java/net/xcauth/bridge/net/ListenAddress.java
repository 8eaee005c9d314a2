package net.xcauth.bridge.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.text.Text;

/** An address to listen on, and the protocol spoken there: {@code TYPE=HOST:PORT} or {@code TYPE=/unix/path}. */
public sealed interface ListenAddress {
    Protocol protocol();

    /** A TCP address; port 0 stands for any free port. */
    record Tcp(Protocol protocol, InetSocketAddress address) implements ListenAddress {}

    /** A Unix domain socket. */
    record Unix(Protocol protocol, Path path) implements ListenAddress {}

    /**
     * Parses the value of a {@code listen} option.
     *
     * @throws RefusedException with a message that continues a sentence about the value: {@code names no host; …}
     */
    static ListenAddress parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw refused("is not TYPE=HOST:PORT or TYPE=/unix/path");
        }
        String type = text.substring(0, equals).strip();
        Protocol protocol = Protocol.named(type)
                .orElseThrow(
                        () -> refused("begins with the unknown type \"" + type + "\"; types are " + Protocol.labels()));
        String where = text.substring(equals + 1).strip();
        if (!where.startsWith("/") && where.indexOf(':') <= 0) {
            throw refused("has neither HOST:PORT, such as 127.0.0.1:23663, nor a path that begins with /");
        }
        return where.startsWith("/") ? new Unix(protocol, path(where)) : new Tcp(protocol, address(where));
    }

    private static Path path(String where) {
        try {
            return Path.of(where);
        } catch (InvalidPathException e) {
            throw new RefusedException(Text.plain("has an invalid path: " + e.getReason()), e);
        }
    }

    /**
     * Parses {@code HOST:PORT}.
     *
     * @throws RefusedException with a message that continues a sentence about the value
     */
    static InetSocketAddress address(String where) {
        int colon = where.lastIndexOf(':');
        if (colon <= 0) {
            throw refused("has no HOST:PORT, such as 127.0.0.1:23663");
        }
        String host = where.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.isBlank()) {
            throw refused("names no host; 0.0.0.0 stands for all addresses of this machine");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(bare), port(where.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new RefusedException(Text.plain("names the host \"" + bare + "\", which has no address"), e);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new RefusedException(Text.plain("has the port \"" + text + "\", which is not a number"), e);
        }
        throw refused("has the port " + text + "; ports are 0 (any free one) to 65535");
    }

    private static RefusedException refused(String why) {
        return new RefusedException(Text.plain(why));
    }
}
