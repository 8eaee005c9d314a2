package net.xcauth.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.xcauth.demo.DemoAccounts;

/**
 * Numbered users with known passwords, shared by the demo cloud and the load generator.
 *
 * @param first       the number of the first user
 * @param count       the number of users
 * @param onePassword true if everyone has the password of user 0, so that one bcrypt hash fits all
 */
record BenchUsers(int first, int count, boolean onePassword) {

    /** Their XMPP domain. */
    static final String DOMAIN = "example.org";

    record User(String name, String password) {

        String jid() {
            return name + '@' + DOMAIN;
        }

        /** Omits the password. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Users from number 0, each with a password of their own. */
    BenchUsers(int count) {
        this(0, count, false);
    }

    List<User> list() {
        return IntStream.range(first, first + count)
                .mapToObj(i ->
                        new User(String.format(Locale.ROOT, "user%05d", i), "right-password-" + (onePassword ? 0 : i)))
                .toList();
    }

    /** The users' accounts in a demo cloud. */
    DemoAccounts accounts() {
        DemoAccounts accounts = DemoAccounts.empty();
        list().forEach(user -> accounts.addUser(user.name(), user.name(), user.password()));
        return accounts;
    }
}
