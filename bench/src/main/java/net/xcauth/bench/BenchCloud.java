package net.xcauth.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A demo cloud with the benchmark's users, which counts the requests it receives. */
@Command(
        name = "bench-cloud",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Serves until it receives a signal, then prints the number of requests received.")
final class BenchCloud implements Callable<Integer> {

    @Option(names = "--users", defaultValue = "1000", description = "Number of accounts.")
    private int users;

    @Option(names = "--one-password", description = "Give everyone the password of user 0.")
    private boolean onePassword;

    @Option(
            names = "--secret",
            defaultValue = "benchmark",
            description = "API secret. Never a real one: other users of this machine can see it.")
    private String secret = "";

    @Option(
            names = "--latency",
            paramLabel = "MILLISECONDS",
            defaultValue = "0",
            description = "Delay of every answer.")
    private int latency;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCloud()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        DemoCloud cloud = DemoCloud.start(DemoSettings.defaults()
                .withSecret(secret)
                .withAccounts(new BenchUsers(0, users, onePassword).accounts())
                .withLatency(Duration.ofMillis(latency)));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            cloud.close();
            System.out.println("requests: " + cloud.requestCount());
        }));
        System.out.println("demo cloud: " + cloud.url());
        // Never counted down: a signal ends the process.
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }
}
