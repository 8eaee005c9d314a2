package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** No connection to a host, with the reason for each address tried. */
public final class NoConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The kind of failure. */
    public enum Kind {
        /** Nothing listens there, or a firewall rejects the connection. */
        REFUSED("refused"),
        /** There is no route, or a firewall rejects the connection. */
        NO_ROUTE("no route"),
        /** No answer: the machine is off, or a firewall drops the packets. */
        TIMED_OUT("timed out"),
        /** This machine does not permit the connection. */
        FORBIDDEN("not permitted on this machine"),
        /** Anything else. */
        OTHER("failed");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** A few words for logs. */
        public String words() {
            return words;
        }

        /** The kind that an exception of a connection attempt stands for. */
        public static Kind of(IOException failure) {
            String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
            if (failure instanceof NoConnectionException known && !known.attempts.isEmpty()) {
                return known.attempts.get(0).kind();
            }
            return failure instanceof SocketTimeoutException || message.contains("timed out")
                    ? TIMED_OUT
                    : failure instanceof ConnectException && message.contains("refused")
                            ? REFUSED
                            : failure instanceof NoRouteToHostException
                                            || message.contains("unreachable")
                                            || message.contains("no route")
                                    ? NO_ROUTE
                                    : message.contains("permission denied") || message.contains("not permitted")
                                            ? FORBIDDEN
                                            : OTHER;
        }
    }

    /** A failed attempt at one address. */
    public record Tried(InetAddress address, IOException failure) {
        /** The kind of failure. */
        public Kind kind() {
            return Kind.of(failure);
        }

        @Override
        public String toString() {
            return address.getHostAddress() + ' ' + kind().words();
        }
    }

    private final transient List<Tried> attempts;

    /** @param attempts at least one */
    NoConnectionException(List<Tried> attempts) {
        super(describe(attempts));
        this.attempts = List.copyOf(attempts);
    }

    /** All attempts, in the order in which they failed. */
    public List<Tried> attempts() {
        return attempts;
    }

    private static String describe(List<Tried> attempts) {
        return attempts.size() == 1
                ? attempts.get(0).kind().words() + " ("
                        + attempts.get(0).address().getHostAddress() + ')'
                : attempts.stream().map(Tried::toString).collect(Collectors.joining(", "));
    }
}
