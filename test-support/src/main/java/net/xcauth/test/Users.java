package net.xcauth.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs programs as the servers' users if the tests run as root, otherwise as the current user. */
public final class Users {
    private static final String ME = System.getProperty("user.name");

    private Users() {}

    public static boolean areWeRoot() {
        return ME.equals("root");
    }

    public static boolean canBe(String user) {
        return areWeRoot() || ME.equals(user);
    }

    /** Wraps a command to run as this user if possible, otherwise as the current user. */
    public static List<String> as(String user, String... command) {
        List<String> all = new ArrayList<>();
        if (areWeRoot()) {
            all.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--init-groups", "--"));
        }
        all.addAll(List.of(command));
        return all;
    }

    public static Command run(String user, String... command) throws IOException, InterruptedException {
        return Command.run(new ProcessBuilder(as(user, command)));
    }
}
