package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.doctor.Question.Verdict;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.cloud.Stranger;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Reason;

/** Finds out whether xcauth or somebody else listens at an address. */
final class Occupant {
    /** On top of the time that a running xcauth gives its cloud. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Duration patience;

    /** @param patience how long an answer may take */
    Occupant(Duration patience) {
        this.patience = patience;
    }

    /** How long an answer may take. */
    static Duration patience(Config config) {
        return config.cloud()
                .connectTimeout()
                .plus(config.cloud().requestTimeout())
                .plus(MARGIN);
    }

    /**
     * Asks about somebody who does not exist.
     *
     * @param remedy what to do about another program
     * @return empty if nobody listens there
     */
    Optional<Finding> examine(String title, SocketAddress address, Protocol protocol, String remedy) {
        try {
            Question question = Question.about(Stranger.create().account(), Stranger.DOMAIN, protocol);
            return Optional.of(
                    new SocketProbe(address, patience).ask(question) == Verdict.ANSWER
                            ? Finding.ok(title, "in use, and answers as xcauth does")
                            : foreign(title, "it does not answer as xcauth does", remedy));
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
