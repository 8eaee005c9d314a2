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
 * Whether the cloud's brute force protection exempts this server. While it does not, the cloud is queried at each
 * {@link #look}, so that the console shows soon that an administrator has seen to it; then once an hour.
 */
public final class Exemption {
    private static final Duration VALID = Duration.ofHours(1);

    private final Supplier<CompletableFuture<Answer<BruteForce>>> question;
    private final Supplier<Optional<InetAddress>> here;
    private final Clock clock;
    private volatile Optional<InetAddress> address = Optional.empty();
    private volatile Optional<Boolean> exempt = Optional.empty();
    private volatile Instant told = Instant.MIN;

    /**
     * @param question asks the cloud
     * @param here     finds the address from which this server reaches the cloud; empty if that is not known
     */
    Exemption(
            Supplier<CompletableFuture<Answer<BruteForce>>> question,
            Supplier<Optional<InetAddress>> here,
            Clock clock) {
        this.question = question;
        this.here = here;
        this.clock = clock;
    }

    /**
     * Asks the cloud, if its last answer may not be true any more. Waits for a connection until one has told this server's
     * address, but not for the answer.
     */
    void look() {
        if (exempt.orElse(false) && told.plus(VALID).isAfter(clock.instant())) {
            return;
        }
        if (address.isEmpty()) {
            address = here.get();
        }
        question.get().thenAccept(answer -> {
            if (answer instanceof Answer.Yes<BruteForce> yes) {
                told = clock.instant();
                exempt = yes.value().allowListed();
            }
        });
    }

    /** True if this server is exempt; empty if the cloud has not told, as releases before 28 do not. */
    public Optional<Boolean> isExempt() {
        return exempt;
    }

    /** The command that exempts this server. */
    public String command() {
        return BruteForceStep.command(address);
    }
}
