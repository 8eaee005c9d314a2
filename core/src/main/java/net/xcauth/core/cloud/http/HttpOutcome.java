package net.xcauth.core.cloud.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.xcauth.core.cloud.Cause;

/** The result of a request at the HTTP level. */
public sealed interface HttpOutcome {

    /** The reply if its status is 200 and its body was read to the end. */
    default Optional<Reply> ok() {
        return this instanceof Reply reply && reply.status() == 200 && !reply.cut()
                ? Optional.of(reply)
                : Optional.empty();
    }

    /**
     * An HTTP response.
     *
     * @param headers by name in lower case; the first of each name
     * @param body    the part of the body that was read, decompressed
     * @param cut     true if the body exceeded the limit and was not read to its end
     */
    record Reply(int status, Map<String, String> headers, byte[] body, boolean cut) implements HttpOutcome {

        private static final int LONGEST_HEADER = 4_096;

        /** The first header of this name, in any case, cut to 4,096 characters; empty if there is none. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)))
                    .map(value -> value.length() > LONGEST_HEADER ? value.substring(0, LONGEST_HEADER) : value);
        }

        /** The server's time in whole seconds; empty if the header is missing or invalid. */
        public Optional<Instant> time() {
            try {
                return header("Date").map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        /** Omits headers and body, which may contain secrets. */
        @Override
        public String toString() {
            return "Reply(" + status + ')';
        }
    }

    /** No response, or an incomplete one. */
    record Fault(Cause cause, String detail) implements HttpOutcome {}
}
