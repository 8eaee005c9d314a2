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
 * The parsed command line.
 *
 * @param release Nextcloud's major release
 * @param exempt  true if clients are exempt from brute force protection
 * @param help    true if the program prints its help and exits
 * @param token   the token that the program prints instead of running a cloud
 */
record DemoOptions(DemoSettings settings, int release, boolean exempt, boolean help, Optional<TokenRequest> token) {

    static final String HELP = """
            Usage: java -cp ... net.xcauth.demo.DemoMain [options]
            Runs a cloud with a few users that speaks Nextcloud's own API and the JSXC app's external API.

              --host HOST       address to listen on (default 127.0.0.1)
              --port N          port to listen on (default 0: a free one)
              --release N       major release of Nextcloud to imitate (default %d; verified: 28, 32, 34)
              --exempt          exempt all clients from brute force protection
              --secret S        JSXC's API secret (default %s); other users of this machine can see it
              --accounts FILE   users and groups, see below (default: built-in ones, e.g. alice with password wonderland)
              --latency MS      delay of every answer in milliseconds (default 0)
              --control         allow programs on this machine to set faults, see below
              --token USER DOMAIN [SECONDS]
                                print a time-limited token for this user and exit (default 3600 seconds)
              --help            print this help

            Accounts are a JSON object with "users" and "groups". A user must have an "id" and a "password", a group must
            have a "name"; everything else is optional:
              {"users":  [{"id": "bob", "name": "Bob Builder", "password": "builder", "email": "bob@example.org",
                           "appPasswords": ["aaaaa-bbbbb-ccccc-ddddd-eeeee"], "twoFactor": false, "disabled": false,
                           "ldapLogin": "bob.b"}],
               "groups": [{"id": "staff", "name": "Staff", "members": ["bob"], "admins": ["bob"]}]}
            A user with "ldapLogin" comes from LDAP and logs in with that name instead of the id. Members of the group
            with the id "admin" administer the cloud.

            Faults, with --control:
              curl -d fault=NAME http://HOST:PORT%s
              curl -d fault=slow -d delay=MS http://HOST:PORT%s
            -d operation=OPERATION and -d user=USER limit a fault to these requests.
            NAME is one of %s.
            OPERATION is one of %s.
            "down" closes every connection without an answer, "none" ends the fault.
            """.formatted(
                    Installation.DEFAULT_RELEASE,
                    DemoSettings.DEMO_SECRET,
                    FaultEndpoint.PATH,
                    FaultEndpoint.PATH,
                    String.join(", ", Fault.names()),
                    String.join(", ", RequestLog.OPERATIONS));

    private static final String SEE_HELP = "; see --help";

    record TokenRequest(String user, String domain, Duration lifetime) {}

    /** An option is invalid; the message is one line that names the option, the fault and the remedy. */
    static final class InvalidOptionException extends Exception {

        private static final long serialVersionUID = 1L;

        InvalidOptionException(String message) {
            super(message);
        }
    }

    static DemoOptions parse(List<String> args) throws InvalidOptionException {
        Deque<String> rest = new ArrayDeque<>(args);
        DemoSettings settings = DemoSettings.defaults();
        int release = Installation.DEFAULT_RELEASE;
        boolean exempt = false;
        boolean help = false;
        Optional<TokenRequest> token = Optional.empty();
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
                case "--token" -> token = Optional.of(tokenRequest(option, rest));
                case "--help" -> help = true;
                default -> throw new InvalidOptionException("unknown option " + option + SEE_HELP);
            }
        }
        return new DemoOptions(settings, release, exempt, help, token);
    }

    private static TokenRequest tokenRequest(String option, Deque<String> rest) throws InvalidOptionException {
        String user = value(option, rest);
        String domain = value(option, rest);
        boolean limited = !rest.isEmpty() && !rest.peekFirst().startsWith("--");
        int seconds = limited ? number(option, rest.removeFirst(), 1, Integer.MAX_VALUE) : 3600;
        return new TokenRequest(user, domain, Duration.ofSeconds(seconds));
    }

    private static DemoAccounts accounts(String file) throws InvalidOptionException {
        try {
            return AccountsFile.read(Path.of(file));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new InvalidOptionException("--accounts " + file + ": no such file; specify an existing one");
        } catch (AccessDeniedException e) {
            throw new InvalidOptionException("--accounts " + file + ": permission denied; make the file readable");
        } catch (IOException e) {
            throw new InvalidOptionException(
                    "--accounts " + file + ": cannot be read (" + e.getMessage() + "); specify a JSON file");
        } catch (InvalidAccountsException e) {
            throw new InvalidOptionException("--accounts " + file + ": " + e.getMessage()
                    + "; see the built-in demo-accounts.json for an example");
        }
    }

    private static String value(String option, Deque<String> rest) throws InvalidOptionException {
        if (rest.isEmpty() || rest.peekFirst().isEmpty() || rest.peekFirst().startsWith("--")) {
            throw new InvalidOptionException(option + " requires a value" + SEE_HELP);
        }
        return rest.removeFirst();
    }

    private static int number(String option, String value, int least, int most) throws InvalidOptionException {
        if (value.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        throw new InvalidOptionException(option + " must be a number from " + least + " to " + most + ", got " + value);
    }
}
