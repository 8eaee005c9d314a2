package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.xcauth.bridge.doctor.Finding.Level;
import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void isOneLineWhenAllIsWell() {
        assertThat(Findings.printed(Finding.ok("log folder", "it can be written"))).hasLineCount(1)
                .startsWith("OK    log folder: it can be written");
        assertThat(Findings.printed(Finding.skip("login", "no cloud"))).hasLineCount(1).startsWith("SKIP  login: no");
    }

    @Test
    void hasAnIndentedRemedyWhenNot() {
        assertThat(Findings.printed(Finding.fail("log folder", "it is missing", "Make it.")).lines())
                .containsExactly("FAIL  log folder: it is missing", "      Make it.");
        assertThat(Findings.printed(Finding.warn("log folder", "it is small", "Make room.")).lines())
                .containsExactly("WARN  log folder: it is small", "      Make room.");
    }

    @Test
    void cannotComplainWithoutARemedy() {
        assertThatThrownBy(() -> Finding.fail("a", "b", " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Finding.warn("a", "b", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textFromElsewhereForgesNoLines() {
        assertThat(Findings.printed(Finding.ok("a\nb", "c\r\nOK d\u001b[2J"))).hasLineCount(1)
                .doesNotContain("\r", "\u001b");
    }

    @Test
    void aFaultOfTheProgramIsNamedByItsKindAndPlaceAndNotByItsMessage() {
        Finding bug = Finding.bug("clouds", new IllegalStateException("vErYsEcReT-7"));

        assertThat(bug.level()).isEqualTo(Level.FAIL);
        assertThat(bug.title()).isEqualTo("clouds");
        assertThat(bug.text()).contains("java.lang.IllegalStateException", "FindingTest.java line ");
        assertThat(bug.toString()).doesNotContain("vErYsEcReT-7");
    }

    @Test
    void aFaultWithoutAPlaceIsNamedAllTheSame() {
        RuntimeException bug = new IllegalStateException();
        bug.setStackTrace(new StackTraceElement[0]);

        assertThat(Finding.bug("clouds", bug).text()).endsWith("java.lang.IllegalStateException");
    }
}
