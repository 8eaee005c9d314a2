package net.xcauth.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The users that the demo cloud knows and the load generator plays.
 *
 * @param first number of the first of them
 * @param size how many
 * @param onePassword whether all have the password of number 0, so that one bcrypt hash can be everybody's
 */
record Crowd(int first, int size, boolean onePassword) {

    /** Their XMPP domain. */
    static final String DOMAIN = "example.org";

    record Member(String user, String password) {

        String jid() {
            return user + '@' + DOMAIN;
        }

        @Override
        public String toString() {
            return user;
        }
    }

    /** Everybody has a password of their own. */
    Crowd(int size) {
        this(0, size, false);
    }

    List<Member> members() {
        return IntStream.range(first, first + size)
                .mapToObj(i -> new Member(
                        String.format(Locale.ROOT, "user%05d", i), "right-password-" + (onePassword ? 0 : i)))
                .toList();
    }
}
