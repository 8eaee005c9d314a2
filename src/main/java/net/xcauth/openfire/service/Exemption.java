package net.xcauth.openfire.service;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.nextcloud.BruteForce;

/**
 * Whether the cloud's brute force protection exempts this server. While it does not, the cloud is queried at each
 * {@link #look}, so that the console shows soon that an administrator has seen to it; then once an hour.
 */
public final class Exemption {
    private static final Duration VALID = Duration.ofHours(1);

    private final Supplier<CompletableFuture<Answer<BruteForce>>> question;
    private final Optional<URI> cloud;
    private final Clock clock;
    private volatile String command = command(Optional.empty());
    private volatile Optional<Boolean> exempt = Optional.empty();
    private volatile Instant told = Instant.MIN;

    /**
     * @param question asks the cloud
     * @param cloud    its address; empty if a proxy is in between, whose address counts
     */
    Exemption(Supplier<CompletableFuture<Answer<BruteForce>>> question, Optional<URI> cloud, Clock clock) {
        this.question = question;
        this.cloud = cloud;
        this.clock = clock;
    }

    /** Asks the cloud, if its last answer may not be true any more. Resolves its name, but does not wait for its answer. */
    void look() {
        if (exempt.orElse(false) && told.plus(VALID).isAfter(clock.instant())) {
            return;
        }
        command = command(cloud.flatMap(Exemption::here));
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
        return command;
    }

    private static String command(Optional<InetAddress> here) {
        // Without the mask, releases up to 30 exempt every address.
        return "occ config:app:set bruteForce whitelist_xcauth --value " + here.map(address ->
                address.getHostAddress().replaceFirst("%.*", "") + (address instanceof Inet6Address ? "/128" : "/32"))
                .orElse("ADDRESS/32");
    }

    /** The address of this server from which packets to the cloud leave; empty if there is no route. Nothing is sent. */
    private static Optional<InetAddress> here(URI cloud) {
        try (DatagramSocket socket = new DatagramSocket()) {
            int port = cloud.getPort() > 0 ? cloud.getPort() : 443;
            socket.connect(new InetSocketAddress(InetAddress.getByName(cloud.getHost()), port));
            return Optional.of(socket.getLocalAddress()).filter(address -> !address.isAnyLocalAddress());
        } catch (IOException e) {
            // Then the command has a gap for the address to be filled in.
            return Optional.empty();
        }
    }
}
