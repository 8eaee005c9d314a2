package net.xcauth.demo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.xcauth.demo.nextcloud.Installation;

/**
 * The command line, understood.
 *
 * @param release Nextcloud's major release
 * @param exempt  whether clients are exempt from brute force protection
 * @param help    whether only the help is wanted
 * @param token   the token that is wanted instead of a cloud, if any
 */
record Options(Settings settings, int release, boolean exempt, boolean help, Optional<TokenOrder> token) {

    static final String HELP = """
            Usage: java -cp ... net.xcauth.demo.Main [options]
            Runs a cloud that speaks Nextcloud's own API and JSXC's external one, with a few users, until it is stopped.

              --host HOST       address to listen on (default 127.0.0.1)
              --port N          port to listen on (default 0: a free one)
              --release N       Nextcloud's major release whose answers it gives (default %d; measured: 28, 32, 34)
              --exempt          puts every client on the allow list of brute force protection
              --secret S        JSXC's API secret (default %s); other users of this machine can see it
              --accounts FILE   users and groups (default: built-in ones such as alice with password wonderland), see below
              --latency MS      milliseconds before every answer (default 0)
              --control         lets programs on this machine set faults, see below
              --token USER DOMAIN [SECONDS]
                                prints a time-limited token for this user and ends (default 3600 seconds)
              --help            prints this

            Accounts are a JSON object with "users" and "groups". Only "id" and "password" of users and "name" of groups are
            required:
              {"users":  [{"id": "bob", "name": "Bob Builder", "password": "builder", "email": "bob@example.org",
                           "appPasswords": ["aaaaa-bbbbb-ccccc-ddddd-eeeee"], "twoFactor": false, "disabled": false,
                           "ldapLogin": "bob.b"}],
               "groups": [{"id": "staff", "name": "Staff", "members": ["bob"], "admins": ["bob"]}]}
            "ldapLogin" makes it an account from LDAP, which logs in with that name and not with its id. Members of the
            group with the id "admin" administer the cloud.

            Faults, with --control:
              curl -d fault=NAME http://HOST:PORT%s
              curl -d fault=slow -d delay=MS http://HOST:PORT%s
              With -d operation=OPERATION or -d user=USER, or both, it concerns only those questions.
            NAME is one of %s.
            OPERATION is one of %s.
            "down" closes every connection without an answer, "none" ends the fault.
            """.formatted(
                    Installation.DEFAULT_RELEASE,
                    Settings.DEMO_SECRET,
                    FaultControl.PATH,
                    FaultControl.PATH,
                    String.join(", ", Fault.names()),
                    String.join(", ", RequestLog.OPERATIONS));

    private static final String SEE_HELP = "; --help lists the options";

    record TokenOrder(String user, String domain, Duration life) {}

    /** A wrong option; the message is one line that names it and says what would be right. */
    static final class WrongOptionException extends Exception {

        WrongOptionException(String message) {
            super(message);
        }
    }

    static Options parse(List<String> args) throws WrongOptionException {
        Deque<String> rest = new ArrayDeque<>(args);
        Settings settings = Settings.defaults();
        int release = Installation.DEFAULT_RELEASE;
        boolean exempt = false;
        boolean help = false;
        Optional<TokenOrder> token = Optional.empty();
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--host" -> settings = settings.withHost(value(option, rest));
                case "--port" -> settings = settings.withPort(number(option, value(option, rest), 0, 65535));
                case "--release" -> release = number(option, value(option, rest), 24, 99);
                case "--exempt" -> exempt = true;
                case "--secret" -> settings = settings.withSecret(value(option, rest));
                case "--accounts" -> settings = settings.withAccounts(accounts(value(option, rest)));
                case "--latency" ->
                    settings =
                            settings.withLatency(Duration.ofMillis(number(option, value(option, rest), 0, 3_600_000)));
                case "--control" -> settings = settings.withControl(true);
                case "--token" -> token = Optional.of(tokenOrder(option, rest));
                case "--help" -> help = true;
                default -> throw new WrongOptionException("unknown option " + option + SEE_HELP);
            }
        }
        return new Options(settings, release, exempt, help, token);
    }

    private static TokenOrder tokenOrder(String option, Deque<String> rest) throws WrongOptionException {
        String user = value(option, rest);
        String domain = value(option, rest);
        boolean limited = !rest.isEmpty() && !rest.peekFirst().startsWith("--");
        int seconds = limited ? number(option, rest.removeFirst(), 1, Integer.MAX_VALUE) : 3600;
        return new TokenOrder(user, domain, Duration.ofSeconds(seconds));
    }

    private static Accounts accounts(String file) throws WrongOptionException {
        try {
            return Accounts.read(Path.of(file));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new WrongOptionException("--accounts " + file + ": no such file; name an existing one");
        } catch (AccessDeniedException e) {
            throw new WrongOptionException("--accounts " + file + ": not readable; change its permissions");
        } catch (IOException e) {
            throw new WrongOptionException(
                    "--accounts " + file + ": cannot be read (" + e.getMessage() + "); name a JSON file");
        } catch (InvalidAccountsException e) {
            throw new WrongOptionException("--accounts " + file + ": " + e.getMessage()
                    + "; correct it, the built-in demo-accounts.json is an example");
        }
    }

    private static String value(String option, Deque<String> rest) throws WrongOptionException {
        if (rest.isEmpty() || rest.peekFirst().isEmpty() || rest.peekFirst().startsWith("--")) {
            throw new WrongOptionException(option + " needs a value" + SEE_HELP);
        }
        return rest.removeFirst();
    }

    private static int number(String option, String value, int least, int most) throws WrongOptionException {
        if (value.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        throw new WrongOptionException(option + " needs a number from " + least + " to " + most + ", not " + value);
    }
}
