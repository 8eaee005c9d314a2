package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.protocol.ProbeRequest;
import net.xcauth.bridge.protocol.ProbeRequest.Verdict;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Reason;

/** Finds out whether xcauth or another program listens at an address. */
final class ListenerProbe {
    /** Added to the time that a running xcauth waits for its cloud. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Duration timeout;

    /** @param timeout of an answer */
    ListenerProbe(Duration timeout) {
        this.timeout = timeout;
    }

    /** The timeout of an answer. */
    static Duration timeout(Config config) {
        return config.cloud()
                .connectTimeout()
                .plus(config.cloud().requestTimeout())
                .plus(MARGIN);
    }

    /**
     * Sends a request about a user who does not exist.
     *
     * @param remedy if another program listens there
     * @return empty if no program listens there
     */
    Optional<Finding> examine(String title, SocketAddress address, Protocol protocol, String remedy) {
        try {
            ProbeRequest request = ProbeRequest.about(MadeUpAccount.create().account(), MadeUpAccount.DOMAIN, protocol);
            return Optional.of(
                    new SocketProbe(address, timeout).send(request) == Verdict.ANSWER
                            ? Finding.ok(title, "in use, and answers like xcauth")
                            : foreign(title, "it does not answer like xcauth", remedy));
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(foreign(title, Reason.of(e), remedy));
        }
    }

    private static Finding foreign(String title, String why, String remedy) {
        return Finding.fail(title, "taken by another program: " + why, remedy);
    }
}
