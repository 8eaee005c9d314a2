package net.xcauth.bridge.ejabberd;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.text.RefusedException;

/**
 * Where ejabberd's HTTP API is.
 *
 * @param socket the Unix socket; empty for TCP
 * @param host   for TCP; an IPv6 address without brackets
 * @param port   for TCP
 * @param tls    whether it is encrypted
 * @param path   before the commands' names, ends with a slash
 */
public record ApiAddress(Optional<Path> socket, String host, int port, boolean tls, String path) {
    private static final String UNIX = "unix:";
    private static final String USUAL_PATH = "/api/";
    private static final int HTTP = 80;

    /**
     * Reads {@code http://HOST:PORT/api}, {@code https://…} or {@code unix:/path/of/socket}.
     *
     * @throws RefusedException saying what is wrong with it
     */
    public static ApiAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            String file = text.substring(UNIX.length());
            if (!file.startsWith("/")) {
                throw new RefusedException("behind unix: comes an absolute path");
            }
            return new ApiAddress(Optional.of(Path.of(file)), "localhost", HTTP, false, USUAL_PATH);
        }
        if (!text.strip().matches("(?i)https?://.*")) {
            throw new RefusedException("it is http://HOST:PORT/api, https://HOST:PORT/api or unix:/path");
        }
        return of(WebAddress.parse(text));
    }

    private static ApiAddress of(URI uri) {
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new RefusedException("it has no ? and no #; a token goes into ejabberd-token");
        }
        WebAddress server = WebAddress.of(uri);
        String path = uri.getRawPath() == null
                        || uri.getRawPath().isEmpty()
                        || uri.getRawPath().equals("/")
                ? USUAL_PATH
                : uri.getRawPath();
        return new ApiAddress(
                Optional.empty(),
                server.host(),
                server.port(),
                server.encrypted(),
                path.endsWith("/") ? path : path + '/');
    }

    /** Host and port as addresses have them. */
    public String authority() {
        return new WebAddress(tls, host, port).authority();
    }

    /** True if it may be a proxy's, which tells the servers behind it apart by the name that it is called by. */
    boolean isNamed() {
        return tls && host.chars().anyMatch(Character::isLetter) && !host.equals("localhost") && !host.contains(":");
    }

    @Override
    public String toString() {
        return socket.map(file -> UNIX + file)
                .orElseGet(() -> (tls ? "https://" : "http://") + authority() + path.substring(0, path.length() - 1));
    }
}
