package net.xcauth.openfire.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import net.xcauth.demo.DemoAccounts;

/**
 * Users with groups.
 *
 * @param size   the number of users
 * @param groups the number of groups; each user is in two consecutive ones
 */
record Population(int size, int groups) {
    private static final int GROUPS_EACH = 2;

    String user(int number) {
        return String.format(Locale.ROOT, "user%05d", number);
    }

    String password(int number) {
        return "right-password-" + number;
    }

    DemoAccounts accounts() {
        DemoAccounts accounts = DemoAccounts.empty();
        for (int number = 0; number < size; number++) {
            accounts.addUser(user(number), "User " + number, password(number));
        }
        members().forEach((group, members) -> members.forEach(user -> accounts.joinGroup(user, group)));
        return accounts;
    }

    /** The names of the groups, each with its members. */
    Map<String, List<String>> members() {
        Map<String, List<String>> members = new TreeMap<>();
        for (int number = 0; number < size; number++) {
            for (int i = 0; i < GROUPS_EACH; i++) {
                members.computeIfAbsent("Group " + (number + i) % groups, group -> new ArrayList<>())
                        .add(user(number));
            }
        }
        return members;
    }
}
