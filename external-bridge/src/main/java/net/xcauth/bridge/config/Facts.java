package net.xcauth.bridge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is to be said of the program beside its options, in the help and in the manual. */
public final class Facts {
    /** What the program is for, without a subject. */
    public static final String PURPOSE = "lets XMPP and mail servers authenticate their users against Nextcloud";
    /** How options and the configuration file belong together. */
    public static final String OPTIONS = "Each option is also a key in the configuration file; the command line wins. "
            + "TIME is a number with s, m, h, d or w.";
    /** What a command line must have. */
    public static final String WORK = "One of -A, -I, -R, -t, --listen or inherited sockets is needed, or a command; a "
            + "test comes before sockets, and sockets before standard input.";
    /** When commands may be used. */
    public static final String COMMANDS = "Commands, which work while xcauth serves elsewhere";
    /** What signals do. */
    public static final List<Fact> SIGNALS = List.of(
            new Fact("SIGHUP", "reopens the logs"),
            new Fact("SIGUSR1", "lists the threads in xcauth.err"),
            new Fact("SIGTERM", "ends after the answers under way"));
    /** How the program ends. */
    public static final List<Fact> EXIT_STATUS = List.of(
            new Fact("0", "done"),
            new Fact("1", "could not start or could not be done"),
            new Fact("2", "something on the command line or in the configuration is wrong"));
    /** Variables that are read, by the program or its launcher. */
    public static final List<Fact> ENVIRONMENT = List.of(
            new Fact(
                    EndpointsLoader.SERVICE_VARIABLE,
                    "the service account's app password; wins over the configuration file, "
                            + "and the command line over it"),
            new Fact(
                    EndpointsLoader.SECRET_VARIABLE,
                    "the API secret of the JSXC app; wins over the configuration file, and the "
                            + "command line over it"),
            new Fact(DatabaseLoader.USER_VARIABLE, "who logs in to a database server; wins over db-user"),
            new Fact(DatabaseLoader.PASSWORD_VARIABLE, "the password for that; wins over db-password"),
            new Fact(RosterLoader.TOKEN_VARIABLE, "the OAuth token for ejabberd's HTTP API; wins over ejabberd-token"),
            new Fact("XCAUTH_JAVA_OPTS", "further options for Java, as -Xmx512m"),
            new Fact("JAVA_HOME", "the folder of the Java to use, if it is not the one on the PATH"));
    /** Files that are used where nothing else is configured. */
    public static final List<Fact> FILES = files();

    private Facts() {}

    /**
     * One of them.
     *
     * @param name    as it is written
     * @param meaning what it does or is, without a subject
     */
    public record Fact(String name, String meaning) {}

    /** Where configuration files may be, with commas between; the first one found is read. */
    public static String configurationFiles() {
        return Settings.SEARCHED.stream()
                .map(file -> file.isAbsolute() ? file.toString() : "./" + file)
                .collect(Collectors.joining(", "));
    }

    /** Words of a list, as options and commands are described, with a capital and a full stop. */
    public static String sentence(String words) {
        String first = words.substring(0, 1);
        // Addresses and ejabberd begin small everywhere.
        return (words.matches("(\\w+://|ejabberd).*") ? first : first.toUpperCase(Locale.ROOT))
                + words.substring(1)
                + (words.endsWith(".") ? "" : ".");
    }

    private static List<Fact> files() {
        List<Fact> files = new ArrayList<>();
        files.add(new Fact(configurationFiles(), "the configuration: the first of these that is found"));
        files.add(
                new Fact(DatabaseLoader.DEFAULT_FILE.toString(), "the database, if it exists or cache-storage is db"));
        files.add(new Fact(ConfigLoader.DEFAULT_LOG.resolve("xcauth.log").toString(), "what was decided, and why"));
        files.add(new Fact(
                ConfigLoader.DEFAULT_LOG.resolve("xcauth.err").toString(),
                "what could not be logged, and " + "what the program and Java print"));
        return List.copyOf(files);
    }
}
