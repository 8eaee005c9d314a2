package net.xcauth.bridge.ejabberd;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.text.Text;

/**
 * The address of ejabberd's HTTP API.
 *
 * @param socket the Unix socket; empty for TCP
 * @param host   for TCP; an IPv6 address without brackets
 * @param port   for TCP
 * @param tls    true for HTTPS
 * @param path   precedes the commands' names; ends with a slash
 */
public record ApiAddress(Optional<Path> socket, String host, int port, boolean tls, String path) {
    private static final String UNIX = "unix:";
    private static final String DEFAULT_PATH = "/api/";
    private static final int HTTP = 80;

    /**
     * Parses {@code http://HOST:PORT/api}, {@code https://…} or {@code unix:/path/of/socket}.
     *
     * @throws RefusedException if it is none of these
     */
    public static ApiAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            String file = text.substring(UNIX.length());
            if (!file.startsWith("/")) {
                throw new RefusedException(Text.plain("unix: must be followed by an absolute path"));
            }
            return new ApiAddress(Optional.of(path(file)), "localhost", HTTP, false, DEFAULT_PATH);
        }
        if (!text.strip().matches("(?i)https?://.*")) {
            throw new RefusedException(
                    Text.plain("it must be http://HOST:PORT/api, https://HOST:PORT/api or unix:/path"));
        }
        return of(WebAddress.parse(text));
    }

    private static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new RefusedException(Text.plain("it has an invalid path: " + e.getReason()), e);
        }
    }

    private static ApiAddress of(URI uri) {
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new RefusedException(Text.plain("it must not contain ? or #; set the token with ejabberd-token"));
        }
        WebAddress server = WebAddress.of(uri);
        String path = uri.getRawPath() == null
                        || uri.getRawPath().isEmpty()
                        || uri.getRawPath().equals("/")
                ? DEFAULT_PATH
                : uri.getRawPath();
        return new ApiAddress(
                Optional.empty(),
                server.host(),
                server.port(),
                server.encrypted(),
                path.endsWith("/") ? path : path + '/');
    }

    /** Host and port as in a URL. */
    public String authority() {
        return new WebAddress(tls, host, port).authority();
    }

    /** True if it may belong to a reverse proxy, which tells its servers apart by the name in the request. */
    boolean isNamed() {
        return tls && host.chars().anyMatch(Character::isLetter) && !host.equals("localhost") && !host.contains(":");
    }

    @Override
    public String toString() {
        return socket.map(file -> UNIX + file)
                .orElseGet(() -> (tls ? "https://" : "http://") + authority() + path.substring(0, path.length() - 1));
    }
}
