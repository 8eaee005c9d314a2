package net.xcauth.core.cloud;

import java.util.Objects;

/**
 * The cloud's answer to a query: yes, no, or nothing that says anything about the user.
 *
 * @param <T> the value of a yes
 */
public sealed interface Answer<T> {

    /** The cloud said yes. */
    record Yes<T>(T value) implements Answer<T> {
        public Yes {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * The cloud said no, or would have to.
     *
     * @param about what the cloud refused
     * @param why   the reason in a few words, for logs, such as "the cloud does not accept this password"
     * @param asked false if the cloud was not queried, since no cloud could say yes
     */
    record No<T>(About about, String why, boolean asked) implements Answer<T> {
        /** The subject of a no. */
        public enum About {
            /** The password is not the account's. */
            PASSWORD,
            /** The account itself, regardless of the password: it is missing or disabled, or may not log in. */
            ACCOUNT,
            /**
             * The kind of password: the account needs an app password. Whether this password is correct is unknown, so
             * other remembered passwords stay valid.
             */
            METHOD
        }

        public No {
            Objects.requireNonNull(about, "about");
            Objects.requireNonNull(why, "why");
        }

        /** A no from the cloud. */
        public No(About about, String why) {
            this(about, why, true);
        }

        /** A no from the cloud to a password. */
        public No(String why) {
            this(About.PASSWORD, why);
        }

        /** A no without a query. */
        public static <T> No<T> unasked(About about, String why) {
            return new No<>(about, why, false);
        }
    }

    /**
     * No answer about the user, which is not a no.
     *
     * @param detail one sentence that names the host and the problem; never contains a password, a secret or a response
     *               body
     */
    record Unreachable<T>(Cause cause, String detail) implements Answer<T> {
        public Unreachable {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
