package net.xcauth.demo.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A request that has been read completely.
 *
 * @param path  as sent, percent encodings and dots included
 * @param query as sent, without the question mark; empty if there is none
 */
public record IncomingRequest(
        String method, String path, String query, Headers headers, byte[] body, InetAddress client) {

    public static IncomingRequest of(HttpExchange exchange, byte[] body) {
        String query = exchange.getRequestURI().getRawQuery();
        return new IncomingRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                exchange.getRequestHeaders(),
                body,
                exchange.getRemoteAddress().getAddress());
    }

    /** This request without the leading folder of its path; empty if the path is outside that folder. */
    public Optional<IncomingRequest> within(String folder) {
        return path.startsWith(folder + "/")
                ? Optional.of(
                        new IncomingRequest(method, path.substring(folder.length()), query, headers, body, client))
                : Optional.empty();
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    /** The last value of a query parameter, decoded. */
    public Optional<String> parameter(String name) {
        Optional<String> last = Optional.empty();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (PercentEncoding.decodeForm(parts[0]).equals(name)) {
                last = Optional.of(parts.length == 1 ? "" : PercentEncoding.decodeForm(parts[1]));
            }
        }
        return last;
    }

    /** Omits headers and body, which contain passwords. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
