package net.xcauth.bridge;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import net.xcauth.bridge.cli.HelpText;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.cli.JobParser;
import net.xcauth.bridge.config.CommandLine;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.ConfigLoader;
import net.xcauth.bridge.doctor.DoctorCommand;
import net.xcauth.bridge.process.ExitStatus;
import net.xcauth.bridge.process.StandardOutput;
import net.xcauth.bridge.process.Version;
import net.xcauth.bridge.server.Responder;
import net.xcauth.bridge.start.Rehearsal;
import net.xcauth.bridge.tool.Tools;
import org.slf4j.LoggerFactory;

/** The entry point: runs the job that the command line names. */
public final class Main {
    private Main() {}

    /** @param arguments the command line, see {@code --help} */
    public static void main(String[] arguments) {
        int status = run(arguments);
        // Returning is faster: System.exit waits for threads that are in system calls.
        if (status != ExitStatus.DONE) {
            System.exit(status);
        }
    }

    private static int run(String[] arguments) {
        try {
            if (Boolean.getBoolean("xcauth.rehearsal")) {
                Rehearsal.run(Main::rehearse);
                return ExitStatus.DONE;
            }
            CommandLine commandLine = CommandLine.parse(arguments);
            return run(JobParser.parse(commandLine, System.getProperty("xcauth.program", "xcauth")), commandLine);
        } catch (ConfigException e) {
            System.err.println("xcauth: " + e.getMessage());
            return ExitStatus.MISUSED;
        } catch (IOException e) {
            System.err.println("xcauth: " + e.getMessage());
            return ExitStatus.FAILED;
        }
    }

    private static int run(Job job, CommandLine commandLine) throws ConfigException, IOException {
        if (job instanceof Job.Help help) {
            System.out.print(help(help.topic()));
            return ExitStatus.DONE;
        }
        if (job instanceof Job.ShowVersion) {
            System.out.println(Version.text());
            return ExitStatus.DONE;
        }
        ConfigLoader loader = new ConfigLoader(System.getenv());
        if (job instanceof Job.Diagnose diagnose) {
            return DoctorCommand.run(diagnose, () -> loader.load(commandLine, true));
        }
        Config config = loader.load(commandLine, job instanceof Job.Serve);
        return job instanceof Job.DatabaseJob work
                ? new Tools(config, System.in, StandardOutput.open(), System.err).run(work)
                : new Program(config).run();
    }

    private static String help(List<String> topic) throws ConfigException {
        return topic.isEmpty()
                ? HelpText.all()
                : HelpText.about(topic)
                        .orElseThrow(() -> new ConfigException("there is no command \"" + String.join(" ", topic)
                                + "\"; xcauth help lists all commands"));
    }

    private static void rehearse(Config config, List<Consumer<Responder>> clients) throws ConfigException {
        new StartReport(config).log(LoggerFactory.getLogger(Main.class));
        new Program(config).rehearse(clients);
    }
}
