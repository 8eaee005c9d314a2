package net.xcauth.bridge.ejabberd;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where ejabberd's HTTP API is.
 *
 * @param socket the Unix socket; empty for TCP
 * @param host   for TCP
 * @param port   for TCP
 * @param tls    whether it is encrypted
 * @param path   before the commands' names, ends with a slash
 */
public record ApiAddress(Optional<Path> socket, String host, int port, boolean tls, String path) {
    private static final String UNIX = "unix:";
    private static final String USUAL_PATH = "/api/";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /**
     * Reads {@code http://HOST:PORT/api}, {@code https://…} or {@code unix:/path/of/socket}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static ApiAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            String file = text.substring(UNIX.length());
            if (!file.startsWith("/")) {
                throw new IllegalArgumentException("behind unix: comes an absolute path");
            }
            return new ApiAddress(Optional.of(Path.of(file)), "localhost", HTTP, false, USUAL_PATH);
        }
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is no address: " + e.getReason(), e);
        }
    }

    private static ApiAddress of(URI uri) {
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (!tls && !"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("it is http://HOST:PORT/api, https://HOST:PORT/api or unix:/path");
        }
        if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("it has no user, no ? and no #; a token goes into ejabberd-token");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/") ? USUAL_PATH
                : uri.getRawPath();
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS : HTTP;
        return new ApiAddress(Optional.empty(), uri.getHost(), port, tls, path.endsWith("/") ? path : path + '/');
    }

    @Override
    public String toString() {
        return socket.map(file -> UNIX + file).orElseGet(() -> (tls ? "https://" : "http://") + host + ':' + port
                + path.substring(0, path.length() - 1));
    }
}
