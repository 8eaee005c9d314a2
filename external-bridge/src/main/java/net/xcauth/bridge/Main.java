package net.xcauth.bridge;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.ConfigLoader;
import net.xcauth.bridge.config.ConfigLoader.Invocation;
import net.xcauth.bridge.config.HelpText;
import net.xcauth.bridge.process.ExitStatus;
import net.xcauth.bridge.process.Version;
import net.xcauth.bridge.tool.Tools;
import net.xcauth.bridge.tool.Usage;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /** @param arguments the command line, see {@code --help} */
    public static void main(String[] arguments) {
        int status = run(arguments);
        // Returning is quicker: exiting stops for threads that are in system calls.
        if (status != ExitStatus.DONE) {
            System.exit(status);
        }
    }

    private static int run(String[] arguments) {
        try {
            if (Boolean.getBoolean("xcauth.rehearsal")) {
                Rehearsal.run();
                return ExitStatus.DONE;
            }
            ConfigLoader loader = new ConfigLoader(System.getenv(), System.getProperty("xcauth.program", "xcauth"));
            Invocation invocation = loader.read(arguments);
            Optional<String> information = invocation.information();
            if (information.isPresent()) {
                System.out.print(information.get().equals("help") ? help(invocation.topic()) : Version.text() + '\n');
                return ExitStatus.DONE;
            }
            if (invocation.command().equals(Optional.of("doctor"))) {
                return Examination.run(invocation);
            }
            Config config = invocation.load();
            return config.tool().isPresent() ? tool(config) : new Program(config).run();
        } catch (ConfigException e) {
            System.err.println("xcauth: " + e.getMessage());
            return ExitStatus.MISUSED;
        } catch (IOException e) {
            System.err.println("xcauth: " + e.getMessage());
            return ExitStatus.FAILED;
        }
    }

    private static String help(List<String> topic) throws ConfigException {
        return topic.isEmpty()
                ? new HelpText(Usage.text()).toString()
                : Usage.about(topic)
                                .orElseThrow(() -> new ConfigException("there is no command \""
                                        + String.join(" ", topic) + "\"; xcauth help lists what there is"))
                        + '\n';
    }

    private static int tool(Config config) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Tools(config, System.in, out, System.err).run();
    }
}
