package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.text.Text;
import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void aWarningNeedsARemedy() {
        assertThatThrownBy(() -> Finding.fail("a", "b", " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Finding.warn("a", "b", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textFromOutsideCannotForgeLines() {
        Finding forged = Finding.fail("a\nb", "c\r\nOK d\u001b[2J", "Do\u2028it.");

        assertThat(forged.title().toString()).isEqualTo("a\\u000ab");
        assertThat(forged.text().toString()).isEqualTo("c\\u000d\\u000aOK d\\u001b[2J");
        assertThat(forged.remedy().toString()).isEqualTo("Do\\u2028it.");
    }

    @Test
    void aBugIsReportedByItsPlaceAndNotByItsMessage() {
        Finding bug = Finding.bug(Text.plain("clouds"), new IllegalStateException("vErYsEcReT-7"));

        assertThat(bug.level()).isEqualTo(Level.FAIL);
        assertThat(bug.title().toString()).isEqualTo("clouds");
        assertThat(bug.text().toString()).matches("the examination was aborted \\(FindingTest\\.java:\\d+\\)");
        assertThat(bug.toString()).doesNotContain("vErYsEcReT-7");
    }

    @Test
    void aBugWithoutAPlaceIsReported() {
        RuntimeException bug = new IllegalStateException();
        bug.setStackTrace(new StackTraceElement[0]);

        assertThat(Finding.bug(Text.plain("clouds"), bug).text().toString()).isEqualTo("the examination was aborted");
    }
}
