package net.xcauth.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Fills the bridge's database with users. All get the hash that the bridge has computed for the first: hashing each
 * password would take hours, and the cost of a comparison does not depend on the user.
 */
@Command(
        name = "store-users",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Stores all users with the password of user 0, who must be the only user stored so far.")
final class StoreUsers implements Callable<Integer> {

    @Option(names = "--db", paramLabel = "FILE", required = true, description = "The bridge's SQLite file, not in use.")
    private Path database = Path.of("");

    @Option(names = "--users", defaultValue = "1000", description = "Number of users afterwards.")
    private int users;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StoreUsers()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException {
        if (users < 1) {
            throw new ParameterException(spec.commandLine(), "--users must be at least 1, got " + users);
        }
        try (StoredPasswords stored = StoredPasswords.in(database)) {
            stored.copyFirstToAll(new BenchUsers(0, users, true));
        }
        return CommandLine.ExitCode.OK;
    }
}
