package net.xcauth.bridge.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.List;
import net.xcauth.bridge.process.ExitStatus;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;

/**
 * All findings.
 *
 * @param findings in the order of the examination
 */
public record Report(List<Finding> findings) {
    private static final String INDENT = "      ";

    public Report {
        findings = List.copyOf(findings);
    }

    /** The exit status of the program: success if nothing failed, even if there are warnings. */
    public int exitStatus() {
        return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL)
                ? ExitStatus.FAILED
                : ExitStatus.DONE;
    }

    /** Prints all findings for people. */
    public void print(PrintStream out) {
        findings.forEach(finding -> print(finding, out));
    }

    /** Prints one line, and an indented line with the remedy if there is one. */
    public static void print(Finding finding, PrintStream out) {
        out.printf("%-4s  %s: %s%n", finding.level(), finding.title(), finding.text());
        if (!finding.remedy().isBlank()) {
            out.println(INDENT + finding.remedy());
        }
    }

    /** {@code {"exitStatus":…,"findings":[{"level":…,"title":…,"text":…,"remedy":…},…]}}. */
    public String json() {
        try {
            return new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(new Json(
                            exitStatus(), findings.stream().map(JsonFinding::of).toList()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and a number can always be written", e);
        }
    }

    private record Json(int exitStatus, List<JsonFinding> findings) {}

    private record JsonFinding(Level level, String title, String text, String remedy) {
        static JsonFinding of(Finding finding) {
            return new JsonFinding(
                    finding.level(),
                    finding.title().toString(),
                    finding.text().toString(),
                    finding.remedy().toString());
        }
    }
}
