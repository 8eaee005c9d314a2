package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.xcauth.core.examination.Finding.Level;
import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void cannotComplainWithoutARemedy() {
        assertThatThrownBy(() -> Finding.fail("a", "b", " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Finding.warn("a", "b", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textFromElsewhereForgesNoLines() {
        Finding forged = Finding.fail("a\nb", "c\r\nOK d\u001b[2J", "Do\u2028it.");

        assertThat(forged.title()).isEqualTo("a\\u000ab");
        assertThat(forged.text()).isEqualTo("c\\u000d\\u000aOK d\\u001b[2J");
        assertThat(forged.remedy()).isEqualTo("Do\\u2028it.");
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
