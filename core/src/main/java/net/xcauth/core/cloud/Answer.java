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
     * The cloud said no, or would have to.
     *
     * @param about what the cloud refused
     * @param why   a few words for logs, such as "the cloud does not accept this password"
     * @param asked false if the cloud was not queried, since no cloud could say yes
     */
    record No<T>(About about, String why, boolean asked) implements Answer<T> {
        /** What a no says something about. */
        public enum About {
            /** The password that was tried: it is not this account's. */
            PASSWORD,
            /** The account itself, whatever the password: it is missing or disabled, or may not log in. */
            ACCOUNT,
            /**
             * The kind of password: the account needs an app password. The cloud does not say whether this password is right, so
             * other remembered passwords stay valid.
             */
            METHOD
        }

        public No {
            Objects.requireNonNull(about, "about");
            Objects.requireNonNull(why, "why");
        }

        /** The cloud's no. */
        public No(About about, String why) {
            this(about, why, true);
        }

        /** The cloud's no to a password. */
        public No(String why) {
            this(About.PASSWORD, why);
        }

        /** A no without a query. */
        public static <T> No<T> unasked(About about, String why) {
            return new No<>(about, why, false);
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
