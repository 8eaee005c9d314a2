package net.xcauth.openfire.service;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.nextcloud.BruteForce;
import net.xcauth.core.examination.BruteForceStep;

/**
 * Checks if the cloud's brute force protection exempts this server. Until it does, each {@link #check} queries the
 * cloud, so that the console soon shows that an administrator has set the exemption; then one check an hour does.
 */
public final class BruteForceExemption {
    private static final Duration RECHECK = Duration.ofHours(1);

    private final Supplier<CompletableFuture<Answer<BruteForce>>> query;
    private final Supplier<Optional<InetAddress>> findAddress;
    private final Clock clock;
    private volatile Optional<InetAddress> address = Optional.empty();
    private volatile Optional<Boolean> exempt = Optional.empty();
    private volatile Instant answered = Instant.MIN;

    /**
     * @param query       queries the cloud
     * @param findAddress finds the address from which this server reaches the cloud; empty if it is unknown
     */
    BruteForceExemption(
            Supplier<CompletableFuture<Answer<BruteForce>>> query,
            Supplier<Optional<InetAddress>> findAddress,
            Clock clock) {
        this.query = query;
        this.findAddress = findAddress;
        this.clock = clock;
    }

    /**
     * Queries the cloud unless its last answer is recent. Waits for a test connection while this server's address is
     * unknown, but not for the answer.
     */
    void check() {
        if (exempt.orElse(false) && answered.plus(RECHECK).isAfter(clock.instant())) {
            return;
        }
        if (address.isEmpty()) {
            address = findAddress.get();
        }
        query.get().thenAccept(answer -> {
            if (answer instanceof Answer.Yes<BruteForce> yes) {
                answered = clock.instant();
                exempt = yes.value().allowListed();
            }
        });
    }

    /** True if this server is exempt; empty if the cloud has not said so (releases before 28 never do). */
    public Optional<Boolean> isExempt() {
        return exempt;
    }

    /** The command that exempts this server. */
    public String command() {
        return BruteForceStep.command(address);
    }
}
