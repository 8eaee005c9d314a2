package net.xcauth.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The users that the demo cloud knows and the load generator plays. */
record Crowd(int size) {

    /** Their XMPP domain. */
    static final String DOMAIN = "example.org";

    record Member(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    List<Member> members() {
        return IntStream.range(0, size)
                .mapToObj(i -> new Member(String.format(Locale.ROOT, "user%05d", i), "right-password-" + i))
                .toList();
    }
}
