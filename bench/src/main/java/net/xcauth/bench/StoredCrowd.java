package net.xcauth.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * Fills the bridge's database. The hash is one that the bridge has computed: bcrypt for each of many users would take
 * hours, and what one costs does not depend on whose it is.
 */
final class StoredCrowd {

    private static final Parameter DB = Parameter.required("db", "FILE", "The bridge's SQLite file, not in use.");
    private static final Parameter USERS =
            Parameter.optional("users", "<users>", "1000", "How many are stored then (default 1000).");

    static final Program PROGRAM = new Program(
            "stored-crowd",
            List.of("Stores all users with the password of the first, who must be the only one stored before."),
            "",
            List.of(DB, USERS),
            StoredCrowd::store);

    private StoredCrowd() {}

    public static void main(String[] arguments) {
        PROGRAM.main(arguments);
    }

    private static int store(Arguments given) throws Exception {
        int users = given.integer(USERS);
        if (users < 1) {
            throw new WrongArgumentsException("Invalid value for option '--users': '" + users + "' is less than 1");
        }
        try (StoredPasswords stored = StoredPasswords.in(Path.of(given.text(DB)))) {
            stored.copyFirstToAll(new Crowd(0, users, true));
        }
        return Program.OK;
    }
}
