package net.xcauth.bridge.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.text.RefusedException;

/** Where a protocol is listened for: {@code TYPE=HOST:PORT} or {@code TYPE=/unix/path}. */
public sealed interface ListenAddress {
    /** What is spoken there. */
    Protocol protocol();

    /** A TCP port; 0 means any free one. */
    record Tcp(Protocol protocol, InetSocketAddress address) implements ListenAddress {}

    /** A Unix domain socket. */
    record Unix(Protocol protocol, Path path) implements ListenAddress {}

    /**
     * Reads an address as it is written in options.
     *
     * @throws RefusedException saying what is wrong and what would be right
     */
    static ListenAddress parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new RefusedException("is not TYPE=HOST:PORT or TYPE=/unix/path");
        }
        String type = text.substring(0, equals).strip();
        Protocol protocol = Protocol.named(type)
                .orElseThrow(() -> new RefusedException(
                        "begins with the unknown type \"" + type + "\"; types are " + Protocol.labels()));
        String where = text.substring(equals + 1).strip();
        if (!where.startsWith("/") && where.indexOf(':') <= 0) {
            throw new RefusedException(
                    "has no HOST:PORT, for example 127.0.0.1:23663, nor a path that begins " + "with /");
        }
        return where.startsWith("/") ? new Unix(protocol, path(where)) : new Tcp(protocol, address(where));
    }

    private static Path path(String where) {
        try {
            return Path.of(where);
        } catch (InvalidPathException e) {
            throw new RefusedException("names no possible path: " + e.getReason());
        }
    }

    /**
     * Reads {@code HOST:PORT}.
     *
     * @throws RefusedException saying what is wrong and what would be right
     */
    static InetSocketAddress address(String where) {
        int colon = where.lastIndexOf(':');
        if (colon <= 0) {
            throw new RefusedException("has no HOST:PORT, for example 127.0.0.1:23663");
        }
        String host = where.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.isBlank()) {
            throw new RefusedException("names no host; 0.0.0.0 means every address of this machine");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(bare), port(where.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new RefusedException("names the host \"" + bare + "\", which has no address");
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new RefusedException("has the port \"" + text + "\", which is no number");
        }
        throw new RefusedException("has the port " + text + "; ports are 0 (any free one) to 65535");
    }
}
