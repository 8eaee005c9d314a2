package net.xcauth.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.xcauth.demo.Accounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Settings;

/** The demo cloud as a program that says at its end how often it was asked. */
final class CountedCloud {

    private static final Parameter ACCOUNTS = Parameter.required("accounts", "FILE", "Who has an account.");
    private static final Parameter SECRET = Parameter.optional(
            "secret", "SECRET", "benchmark", "API secret; never a real one: other users of the machine see it.");

    private static final Parameter LATENCY =
            Parameter.optional("latency", "MILLISECONDS", "0", "Time from a request to its answer (default 0).");

    static final Program PROGRAM = new Program(
            "counted-cloud",
            List.of("Runs until it is ended by a signal, and prints then how many requests came."),
            "",
            List.of(ACCOUNTS, SECRET, LATENCY),
            CountedCloud::serve);

    private CountedCloud() {}

    public static void main(String[] arguments) {
        PROGRAM.main(arguments);
    }

    private static int serve(Arguments given) throws Exception {
        Settings settings = Settings.defaults()
                .withSecret(given.text(SECRET))
                .withAccounts(Accounts.read(Path.of(given.text(ACCOUNTS))))
                .withLatency(Duration.ofMillis(given.integer(LATENCY)));
        DemoCloud cloud = DemoCloud.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            cloud.close();
            System.out.println("asked: " + cloud.requestCount());
        }));
        System.out.println("demo cloud: " + cloud.url());
        // Never counted down: the process is ended from outside.
        new CountDownLatch(1).await();
        return Program.OK;
    }
}
