package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import net.xcauth.demo.Accounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Settings;
import org.HdrHistogram.Histogram;

/**
 * What a cloud with Nextcloud's own API is asked by a program that speaks protocol {@code generic} on its standard input: for first
 * logins, for later ones, and for refreshes of rosters. First logins are timed in turns with the same questions sent to the cloud
 * directly.
 */
final class NextcloudCosts {
    private static final int USERS = 2_000;
    private static final int GROUPS = 100;
    private static final int WARM_UP = 300;
    private static final String SERVICE = "service";
    private static final String SERVICE_PASSWORD = "aaaaa-bbbbb-ccccc-ddddd-eeeee";
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    /** Longer than between two requests of a refresh, shorter than between two refreshes. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final double NANOS_PER_MILLI = 1e6;

    private static final Parameter LATENCY =
            Parameter.optional("latency", "<milliseconds>", "40", "Time from a request to its answer (default 40).");
    private static final Parameter LOGINS = Parameter.optional(
            "logins",
            "<logins>",
            "500",
            "How many first logins are measured (default 500), after " + WARM_UP + " that are not.");

    static final Program PROGRAM = new Program(
            "nextcloud-costs",
            List.of(
                    "Prints what was counted, and the times in milliseconds, tab-separated. {} in the command is the cloud's address;",
                    "the command must refresh rosters every 8 to 30 seconds."),
            "COMMAND",
            List.of(LATENCY, LOGINS),
            given -> new NextcloudCosts(given).run());

    private final List<Crowd.Member> users = new Crowd(USERS).members();
    private final HttpClient direct =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> command;
    private final int logins;
    private final DemoCloud cloud;

    private NextcloudCosts(Arguments given) throws WrongArgumentsException {
        command = given.rest();
        logins = given.integer(LOGINS);
        if (logins < 1 || logins > USERS - WARM_UP) {
            throw new WrongArgumentsException(
                    "Invalid value for option '--logins': '" + logins + "' is not from 1 to " + (USERS - WARM_UP));
        }
        cloud = DemoCloud.start(
                Settings.defaults().withAccounts(accounts()).withLatency(Duration.ofMillis(given.integer(LATENCY))));
        cloud.nextcloud().exempt(true);
    }

    public static void main(String[] arguments) {
        PROGRAM.main(arguments);
    }

    private Accounts accounts() {
        Accounts accounts = Accounts.empty()
                .addUser(SERVICE, "Service", "no-login-password")
                .addAppPassword(SERVICE, SERVICE_PASSWORD);
        users.forEach(user -> accounts.addUser(user.user(), "Name of " + user.user(), user.password()));
        for (int group = 0; group < GROUPS; group++) {
            accounts.addGroup(group(group), "Group " + group).joinGroup(SERVICE, group(group));
        }
        for (int user = 0; user < USERS; user++) {
            accounts.joinGroup(users.get(user).user(), group(user % GROUPS));
        }
        return accounts;
    }

    private static String group(int number) {
        return "group%03d".formatted(number);
    }

    private int run() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command.stream()
                        .map(word -> word.replace("{}", cloud.baseUrl().toString()))
                        .toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("XCAUTH_SERVICE_PASSWORD", SERVICE_PASSWORD);
        Process program = builder.start();
        try (OutputStream questions = program.getOutputStream();
                BufferedReader answers = program.inputReader(UTF_8)) {
            measure(new Dialogue(questions, answers));
            return Program.OK;
        } finally {
            program.destroy();
            if (!program.waitFor(10, TimeUnit.SECONDS)) {
                program.destroyForcibly();
            }
            cloud.close();
        }
    }

    private record Dialogue(OutputStream questions, BufferedReader answers) {

        String ask(String question) throws IOException {
            questions.write((question + "\n").getBytes(UTF_8));
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the program has ended");
            }
            return answer;
        }

        long logIn(Crowd.Member user) throws IOException {
            long start = System.nanoTime();
            expect("1", ask("auth:" + user.user() + ':' + Crowd.DOMAIN + ':' + user.password()));
            return System.nanoTime() - start;
        }
    }

    private static void expect(String wanted, String said) throws IOException {
        if (!said.equals(wanted)) {
            throw new IOException("the answer was '" + said + "' instead of '" + wanted + "'");
        }
    }

    private void measure(Dialogue program) throws IOException, InterruptedException {
        for (Crowd.Member user : users.subList(0, WARM_UP)) {
            askDirectly(user);
            program.logIn(user);
        }
        List<Crowd.Member> measured = users.subList(WARM_UP, WARM_UP + logins);
        Histogram times = new Histogram(3);
        Histogram alone = new Histogram(3);
        long before = cloud.requestCount();
        for (Crowd.Member user : measured) {
            alone.recordValue(askDirectly(user));
            times.recordValue(program.logIn(user));
        }
        counted("first login", cloud.requestCount() - before - logins, logins);
        Histogram cached = new Histogram(3);
        before = cloud.requestCount();
        for (Crowd.Member user : measured) {
            cached.recordValue(program.logIn(user));
        }
        counted("login with a remembered password", cloud.requestCount() - before, logins);
        rosters(program);
        timed("the cloud, asked directly", alone);
        timed("first login through the program", times);
        timed("login with a remembered password", cached);
    }

    private void rosters(Dialogue program) throws IOException, InterruptedException {
        Crowd.Member first = users.get(0);
        long before = cloud.requestCount();
        awaitContacts(program, first, users.get(GROUPS));
        counted("first roster: everything is read", cloud.requestCount() - before, 1);
        for (Crowd.Member user : users) {
            program.logIn(user);
        }
        awaitRefresh();
        before = cloud.requestCount();
        awaitRefresh();
        counted(
                "refresh of " + USERS + " users in " + GROUPS + " groups, nothing changed",
                cloud.requestCount() - before,
                1);
        Crowd.Member newcomer = users.get(GROUPS + 1);
        cloud.accounts().joinGroup(newcomer.user(), group(0));
        before = cloud.requestCount();
        awaitRefresh();
        counted("refresh of the same, one user has joined a group", cloud.requestCount() - before, 1);
        awaitContacts(program, first, newcomer);
    }

    /** Until a user's roster shows another user. */
    private static void awaitContacts(Dialogue program, Crowd.Member user, Crowd.Member other)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + AT_MOST.toNanos();
        String contacts = program.ask("contacts:" + user.user() + ':' + Crowd.DOMAIN);
        while (!contacts.contains('"' + other.user() + '"')) {
            if (System.nanoTime() > end) {
                throw new IOException(other.user() + " is not among the contacts of " + user.user() + ": " + contacts);
            }
            TimeUnit.MILLISECONDS.sleep(100);
            contacts = program.ask("contacts:" + user.user() + ':' + Crowd.DOMAIN);
        }
    }

    /** Until groups have been read once more, and the cloud has not been asked anything since for a while. */
    private void awaitRefresh() throws IOException, InterruptedException {
        long end = System.nanoTime() + AT_MOST.toNanos();
        long refreshes = cloud.requestCount("groups");
        long seen = cloud.requestCount();
        long since = System.nanoTime();
        while (cloud.requestCount("groups") == refreshes || System.nanoTime() - since < QUIET.toNanos()) {
            if (System.nanoTime() > end) {
                throw new IOException("the program does not refresh groups");
            }
            TimeUnit.MILLISECONDS.sleep(20);
            if (cloud.requestCount() != seen) {
                seen = cloud.requestCount();
                since = System.nanoTime();
            }
        }
    }

    private long askDirectly(Crowd.Member user) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cloud.baseUrl() + "ocs/v2.php/cloud/user?format=json"))
                .timeout(AT_MOST)
                .header("OCS-APIRequest", "true")
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user.user() + ':' + user.password()).getBytes(UTF_8)))
                .build();
        long start = System.nanoTime();
        HttpResponse<String> answer = direct.send(request, HttpResponse.BodyHandlers.ofString());
        long time = System.nanoTime() - start;
        expect("200", String.valueOf(answer.statusCode()));
        return time;
    }

    private static void counted(String what, long requests, int times) {
        System.out.printf(
                Locale.ROOT,
                "requests\t%s\t%s%n",
                what,
                requests % times == 0 ? String.valueOf(requests / times) : "%.3f".formatted((double) requests / times));
    }

    private static void timed(String what, Histogram times) {
        System.out.printf(
                Locale.ROOT,
                "time\t%s\t%.2f\t%.2f\t%.2f%n",
                what,
                times.getValueAtPercentile(50) / NANOS_PER_MILLI,
                times.getValueAtPercentile(90) / NANOS_PER_MILLI,
                times.getValueAtPercentile(99) / NANOS_PER_MILLI);
    }
}
