package net.xcauth.bridge.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.bridge.config.Defaults;
import net.xcauth.bridge.config.EnvironmentVariable;

/** Sentences about the program other than its options and commands, for the help and the manual pages. */
public final class Facts {
    /** The purpose of the program, without a subject. */
    public static final String PURPOSE = "lets XMPP and mail servers authenticate their users against Nextcloud";
    /** The relation between options and the configuration file. */
    public static final String OPTIONS =
            "Each option is also a key in the configuration file; the command line takes precedence. "
                    + "TIME is a number with s, m, h, d or w.";
    /** The options of which a command line needs one. */
    public static final String WORK = "Give a command, a test (-A, -I or -R), --listen or -t, unless systemd or inetd "
            + "passes sockets. A test takes precedence over sockets, and sockets take precedence "
            + "over standard input.";
    /** The heading of the commands. */
    public static final String COMMANDS = "Commands, which also work while xcauth is serving";
    /** The signals that the program handles. */
    public static final List<Fact> SIGNALS = List.of(
            new Fact("SIGHUP", "reopens the logs"),
            new Fact("SIGUSR1", "lists the threads in xcauth.err"),
            new Fact("SIGTERM", "completes the requests in progress and exits"));
    /** The exit statuses. */
    public static final List<Fact> EXIT_STATUS = List.of(
            new Fact("0", "success"),
            new Fact("1", "could not start, or the command failed"),
            new Fact("2", "an error on the command line or in the configuration"));
    /** The environment variables that the program or its launcher reads. */
    public static final List<Fact> ENVIRONMENT = Stream.concat(
                    Arrays.stream(EnvironmentVariable.values()).map(each -> new Fact(each.variable(), each.meaning())),
                    Stream.of(
                            new Fact("XCAUTH_JAVA_OPTS", "additional options for Java, such as -Xmx512m"),
                            new Fact("JAVA_HOME", "the folder of the Java to use, instead of the Java on the PATH")))
            .toList();
    /** The files that are used where nothing else is configured. */
    public static final List<Fact> FILES = List.of(
            new Fact(configurationFiles(), "the configuration: the first of these that exists"),
            new Fact(Defaults.DATABASE.toString(), "the database, if it exists or cache-storage is db"),
            new Fact(log("xcauth.log"), "each decision and its reason"),
            new Fact(log("xcauth.err"), "standard error of the program and of Java"));

    private Facts() {}

    /**
     * A term of a list.
     *
     * @param name    as it is written
     * @param meaning a phrase without a subject
     */
    public record Fact(String name, String meaning) {}

    /** The places of the configuration file, separated by commas. */
    public static String configurationFiles() {
        return Defaults.CONFIGURATION_FILES.stream()
                .map(file -> file.isAbsolute()
                        ? file.toString()
                        : Path.of(".").resolve(file).toString())
                .collect(Collectors.joining(", "));
    }

    private static String log(String name) {
        return Defaults.LOG_FOLDER.resolve(name).toString();
    }

    /** A phrase from a list, with a capital letter and a full stop. */
    public static String sentence(String words) {
        String first = words.substring(0, 1);
        // Addresses and the name ejabberd stay in lower case.
        return (words.matches("(\\w+://|ejabberd).*") ? first : first.toUpperCase(Locale.ROOT))
                + words.substring(1)
                + (words.endsWith(".") ? "" : ".");
    }
}
