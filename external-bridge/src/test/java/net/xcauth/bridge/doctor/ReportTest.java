package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import net.xcauth.core.examination.Finding;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Finding OK = Finding.ok("a", "fine");
    private static final Finding WARN = Finding.warn("b", "not \"fine\"", "Do c.");
    private static final Finding FAIL = Finding.fail("d", "bad", "Do e.");
    private static final Finding SKIP = Finding.skip("f", "d is bad");

    @Test
    void theExitStatusIsZeroUnlessSomethingFailed() {
        assertThat(new Report(List.of()).exitStatus()).isZero();
        assertThat(new Report(List.of(OK, WARN, SKIP)).exitStatus()).isZero();
        assertThat(new Report(List.of(OK, FAIL, SKIP)).exitStatus()).isEqualTo(1);
    }

    @Test
    void everythingIsPrintedInOrder() {
        assertThat(Findings.printed(new Report(List.of(OK, WARN, FAIL, SKIP))).lines())
                .containsExactly(
                        "OK    a: fine",
                        "WARN  b: not \"fine\"",
                        "      Do c.",
                        "FAIL  d: bad",
                        "      Do e.",
                        "SKIP  f: d is bad");
    }

    @Test
    void aFindingIsOneLineWithAnIndentedRemedyIfThereIsOne() {
        assertThat(Findings.printed(OK)).isEqualTo("OK    a: fine\n");
        assertThat(Findings.printed(FAIL)).isEqualTo("FAIL  d: bad\n      Do e.\n");
    }

    @Test
    void foreignTextCannotForgeLines() {
        assertThat(Findings.printed(Finding.ok("a\nb", "c\r\nOK d\u001b[2J")))
                .hasLineCount(1)
                .doesNotContain("\r", "\u001b");
    }

    @Test
    void theJsonContainsEverything() throws Exception {
        JsonNode json = new ObjectMapper().readTree(new Report(List.of(WARN, FAIL)).json());

        assertThat(json.get("exitStatus").asInt()).isEqualTo(1);
        assertThat(json.get("findings")).hasSize(2);
        JsonNode first = json.get("findings").get(0);
        assertThat(first.get("level").asText()).isEqualTo("WARN");
        assertThat(first.get("title").asText()).isEqualTo("b");
        assertThat(first.get("text").asText()).isEqualTo("not \"fine\"");
        assertThat(first.get("remedy").asText()).isEqualTo("Do c.");
    }
}
