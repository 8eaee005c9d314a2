package net.xcauth.core.cloud;

import java.util.Objects;

/**
 * What came of asking the cloud: a yes, a no, or nothing that says anything about the user.
 *
 * @param <T> what a yes carries
 */
public sealed interface Answer<T> {

    /** The cloud said yes. */
    record Yes<T>(T value) implements Answer<T> {
        public Yes {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * The cloud said no.
     *
     * @param why a few words for logs, such as "the cloud does not accept this password"
     */
    record No<T>(String why) implements Answer<T> {
        public No {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * No answer about the user could be had: not a no.
     *
     * @param detail one sentence that names the host and what happened; never a password, a secret or a body
     */
    record Unreachable<T>(Cause cause, String detail) implements Answer<T> {
        public Unreachable {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
