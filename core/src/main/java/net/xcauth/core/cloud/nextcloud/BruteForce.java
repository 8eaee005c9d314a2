package net.xcauth.core.cloud.nextcloud;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import net.xcauth.core.cloud.CountedGuesses;

/**
 * The state of the cloud's brute force protection for this machine, from the public {@code capabilities}.
 *
 * @param release     the cloud's release, such as 32; 0 if unknown
 * @param delay       how long the cloud sleeps before it answers a password check from this machine, up to release 31;
 *                    later ones only report it. Grows with the failures of the last 12 hours, up to 25 s
 * @param allowListed true if this machine is exempt; empty before release 28
 */
public record BruteForce(int release, Duration delay, Optional<Boolean> allowListed) {

    /** The state of a cloud that does not report it. */
    static final BruteForce UNKNOWN = new BruteForce(0, Duration.ZERO, Optional.empty());

    private static final int FIRST_WITHOUT_SLEEP = 32;

    /** Parses the {@code data} of the capabilities; empty if the state is not in it. */
    static Optional<BruteForce> read(JsonParser json) throws IOException {
        Fields fields = new Fields();
        Json.fields(json, name -> fields.read(name, json));
        return fields.delay.map(
                millis -> new BruteForce(fields.release, Duration.ofMillis(millis), fields.allowListed));
    }

    /** The failures that the cloud has counted. If it is unknown whether this machine is exempt, they count. */
    public CountedGuesses counted() {
        return CountedGuesses.of(allowListed.orElse(false), delay);
    }

    /** True if this release sleeps through the {@link #delay} before it answers. */
    public boolean sleeps() {
        return release < FIRST_WITHOUT_SLEEP;
    }

    private static final class Fields {
        private int release;
        private Optional<Integer> delay = Optional.empty();
        private Optional<Boolean> allowListed = Optional.empty();

        void read(String name, JsonParser json) throws IOException {
            switch (name) {
                case "version" ->
                    Json.fields(json, part -> {
                        if (part.equals("major")) {
                            release = Json.number(json).orElse(0);
                        } else {
                            json.skipChildren();
                        }
                    });
                case "capabilities" ->
                    Json.fields(json, part -> {
                        if (part.equals("bruteforce")) {
                            Json.fields(json, field -> readBruteForce(field, json));
                        } else {
                            json.skipChildren();
                        }
                    });
                default -> json.skipChildren();
            }
        }

        private void readBruteForce(String name, JsonParser json) throws IOException {
            switch (name) {
                case "delay" -> delay = Json.number(json);
                case "allow-listed" -> allowListed = Json.truth(json);
                default -> json.skipChildren();
            }
        }
    }
}
