package net.xcauth.bridge;

import java.io.IOException;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.ConfigLoader;

/** Where the program starts. */
public final class Main {
    /** It did what it was asked to. */
    static final int DONE = 0;
    /** It was configured well and could not start nevertheless, for example because a port is taken. */
    static final int FAILED = 1;
    /** Something in the configuration is wrong. */
    static final int MISCONFIGURED = 2;

    private Main() {
    }

    /** @param arguments the command line, see {@code --help} */
    public static void main(String[] arguments) {
        int status = run(arguments);
        // Returning is quicker: exiting stops for threads that are in system calls.
        if (status != DONE) {
            System.exit(status);
        }
    }

    private static int run(String[] arguments) {
        try {
            if (Boolean.getBoolean("xcauth.rehearsal")) {
                Rehearsal.run();
                return DONE;
            }
            ConfigLoader loader = new ConfigLoader(System.getenv());
            Optional<String> information = loader.information(arguments);
            if (information.isPresent()) {
                System.out.print(information.get().equals("help") ? loader.help() : version() + '\n');
                return DONE;
            }
            Config config = loader.load(arguments);
            return new Program(config).run();
        } catch (ConfigException e) {
            System.err.println("xcauth: " + e.getMessage());
            return MISCONFIGURED;
        } catch (IOException e) {
            System.err.println("xcauth: " + e.getMessage());
            return FAILED;
        }
    }

    /** The version that was built, as the manifest says it. */
    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("development");
    }
}
