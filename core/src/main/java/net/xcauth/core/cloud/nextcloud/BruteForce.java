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
 * @param delay       how long the cloud sleeps before it answers a password check from here, up to release 31; later ones only
 *                    tell it. Grows with the failures of the last 12 hours, up to 25 s
 * @param allowListed true if this machine is exempt; empty before release 28, which does not tell
 */
public record BruteForce(int release, Duration delay, Optional<Boolean> allowListed) {

    /** Of a cloud that does not tell. */
    static final BruteForce UNKNOWN = new BruteForce(0, Duration.ZERO, Optional.empty());

    private static final int FIRST_WITHOUT_SLEEP = 32;

    /** Reads the {@code data} of the capabilities; empty if the cloud does not tell. */
    static Optional<BruteForce> read(JsonParser json) throws IOException {
        Fields fields = new Fields();
        Json.fields(json, name -> fields.read(name, json));
        return fields.delay.map(
                millis -> new BruteForce(fields.release, Duration.ofMillis(millis), fields.allowListed));
    }

    /** How the cloud counts failures from this machine. One that does not say whether it exempts this machine counts them. */
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
