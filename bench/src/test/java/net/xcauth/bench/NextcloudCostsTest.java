package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NextcloudCostsTest {

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void aProgramThatRefusesRightPasswordsIsNotMeasured() {
        assertThat(costs("sh", "-c", "while read question; do echo 0; done")).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("the answer was '0' instead of '1'");
    }

    @Test
    void aProgramThatEndsIsNotMeasured() {
        assertThat(costs("true")).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("IOException");
    }

    @Test
    void moreLoginsThanUsersAreRefused() {
        assertThat(costs("--logins", "1701", "true")).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("Invalid value for option '--logins': '1701' is not from 1 to 1700");
    }

    private int costs(String... arguments) {
        return NextcloudCosts.PROGRAM.execute(
                System.out,
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                Stream.concat(Stream.of("--latency", "0"), Stream.of(arguments)).toArray(String[]::new));
    }
}
