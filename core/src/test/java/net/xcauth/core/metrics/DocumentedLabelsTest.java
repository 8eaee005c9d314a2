package net.xcauth.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.function.Function;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudOperation;
import org.junit.jupiter.api.Test;

/** The documentation explains each reason, cause and operation that logs and metrics show. */
class DocumentedLabelsTest {
    private static final Path DOCS = Path.of("../docs");

    @Test
    void theLogsReasonsAreExplained() throws Exception {
        assertExplained("operations.md", Outcome.Reason.values(), Outcome.Reason::text);
    }

    @Test
    void theLabelsOfMetricsAreExplained() throws Exception {
        assertExplained("monitoring.md", Outcome.Reason.values(), DocumentedLabelsTest::label);
        EnumSet<Cause> withoutRequest =
                EnumSet.of(Cause.UNCONFIRMED, Cause.CIRCUIT_OPEN, Cause.PASSWORD_CHECK, Cause.NO_ENDPOINT);
        assertExplained(
                "monitoring.md",
                EnumSet.complementOf(withoutRequest).toArray(Cause[]::new),
                DocumentedLabelsTest::label);
        assertExplained("monitoring.md", CloudOperation.values(), DocumentedLabelsTest::label);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <T> void assertExplained(String document, T[] values, Function<T, String> shown) throws IOException {
        String text = Files.readString(DOCS.resolve(document));
        assertThat(Arrays.stream(values).map(shown))
                .as(document)
                .allSatisfy(value -> assertThat(text).containsAnyOf("`" + value + "`", "`" + value + ": …`"));
    }
}
