package net.xcauth.openfire.bench;

import java.util.Locale;
import net.xcauth.demo.Accounts;

/**
 * Users, each in some groups.
 *
 * @param size   how many
 * @param groups how many groups; a user is in the one of his number and the next
 */
record Crowd(int size, int groups) {
    private static final int GROUPS_EACH = 2;

    String user(int number) {
        return String.format(Locale.ROOT, "user%05d", number);
    }

    String password(int number) {
        return "right-password-" + number;
    }

    Accounts accounts() {
        Accounts accounts = Accounts.empty();
        for (int number = 0; number < size; number++) {
            accounts.addUser(user(number), "User " + number, password(number));
            for (int i = 0; i < GROUPS_EACH; i++) {
                accounts.joinGroup(user(number), "Group " + (number + i) % groups);
            }
        }
        return accounts;
    }
}
