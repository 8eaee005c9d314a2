package net.xcauth.demo;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** Runs the demo cloud as a program. */
public final class DemoMain {

    private static final int USAGE_ERROR = 2;

    /** Waits while the cloud runs. */
    interface Until {

        void over(DemoCloud running) throws InterruptedException;
    }

    private DemoMain() {}

    public static void main(String[] args) throws InterruptedException {
        // Never counted down: the cloud runs until the process ends.
        CountDownLatch forever = new CountDownLatch(1);
        System.exit(run(List.of(args), System.out, System.err, Clock.systemUTC(), cloud -> forever.await()));
    }

    static int run(List<String> args, PrintStream out, PrintStream err, Clock clock, Until until)
            throws InterruptedException {
        try {
            DemoOptions options = DemoOptions.parse(args);
            if (options.help()) {
                out.print(DemoOptions.HELP);
            } else if (options.token().isPresent()) {
                out.println(token(options.token().get(), options.settings().secret(), clock));
            } else {
                serve(options, clock, out, until);
            }
            return 0;
        } catch (DemoOptions.InvalidOptionException e) {
            err.println("demo cloud: " + e.getMessage());
            return USAGE_ERROR;
        }
    }

    private static void serve(DemoOptions options, Clock clock, PrintStream out, Until until)
            throws DemoOptions.InvalidOptionException, InterruptedException {
        DemoSettings settings = options.settings().withClock(clock);
        try (DemoCloud cloud = DemoCloud.start(settings)) {
            cloud.nextcloud().release(options.release()).exempt(options.exempt());
            out.println("demo cloud: " + cloud.url());
            out.flush();
            until.over(cloud);
        } catch (UnresolvedAddressException e) {
            throw new DemoOptions.InvalidOptionException(
                    "--host " + settings.host() + ": unknown host; specify an address of this machine");
        } catch (UncheckedIOException e) {
            throw new DemoOptions.InvalidOptionException("cannot listen on " + settings.host() + " port "
                    + settings.port() + " ("
                    + Objects.requireNonNull(e.getCause()).getMessage()
                    + "); choose another address with --host and --port");
        }
    }

    private static String token(DemoOptions.TokenRequest request, String secret, Clock clock)
            throws DemoOptions.InvalidOptionException {
        Instant expiry = clock.instant().plus(request.lifetime());
        if (expiry.isAfter(DemoToken.LATEST_EXPIRY)) {
            throw new DemoOptions.InvalidOptionException(
                    "--token: a token must expire by " + DemoToken.LATEST_EXPIRY + ", got " + expiry);
        }
        return DemoToken.create(request.user(), request.domain(), secret, expiry);
    }
}
