package net.xcauth.demo;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The demo cloud as a program. */
public final class Main {

    private static final int WRONG_USAGE = 2;

    /** How long a started cloud runs. */
    interface Until {

        void over(DemoCloud running) throws InterruptedException;
    }

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        // Never counted down: the cloud runs until the process is ended.
        CountDownLatch forever = new CountDownLatch(1);
        System.exit(run(List.of(args), System.out, System.err, Clock.systemUTC(), cloud -> forever.await()));
    }

    static int run(List<String> args, PrintStream out, PrintStream err, Clock clock, Until until)
            throws InterruptedException {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                out.print(Options.HELP);
            } else if (options.token().isPresent()) {
                out.println(token(options.token().get(), options.settings().secret(), clock));
            } else {
                serve(options, clock, out, until);
            }
            return 0;
        } catch (Options.WrongOptionException e) {
            err.println("demo cloud: " + e.getMessage());
            return WRONG_USAGE;
        }
    }

    private static void serve(Options options, Clock clock, PrintStream out, Until until)
            throws Options.WrongOptionException, InterruptedException {
        Settings settings = options.settings().withClock(clock);
        try (DemoCloud cloud = DemoCloud.start(settings)) {
            cloud.nextcloud().release(options.release()).exempt(options.exempt());
            out.println("demo cloud: " + cloud.url());
            out.flush();
            until.over(cloud);
        } catch (UnresolvedAddressException e) {
            throw new Options.WrongOptionException(
                    "--host " + settings.host() + ": unknown host; name an address of this machine");
        } catch (UncheckedIOException e) {
            throw new Options.WrongOptionException("cannot listen on " + settings.host() + " port " + settings.port()
                    + " (" + e.getCause().getMessage() + "); choose others with --host and --port");
        }
    }

    private static String token(Options.TokenOrder order, String secret, Clock clock)
            throws Options.WrongOptionException {
        try {
            return DemoToken.create(
                    order.user(), order.domain(), secret, clock.instant().plus(order.life()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Options.WrongOptionException("--token: " + e.getMessage());
        }
    }
}
