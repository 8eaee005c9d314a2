package net.xcauth.bridge.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.List;
import net.xcauth.bridge.doctor.Finding.Level;

/**
 * Everything that was found.
 *
 * @param findings in the order of the examination
 */
public record Report(List<Finding> findings) {
    private static final int WELL = 0;
    private static final int BROKEN = 1;

    public Report {
        findings = List.copyOf(findings);
    }

    /** 0 if nothing failed, warnings or not; else 1. */
    public int exitStatus() {
        return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL) ? BROKEN : WELL;
    }

    /** All findings, for people. */
    public void print(PrintStream out) {
        findings.forEach(finding -> finding.print(out));
    }

    /** {@code {"exitStatus":…,"findings":[{"level":…,"title":…,"text":…,"remedy":…},…]}}. */
    public String json() {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter()
                    .writeValueAsString(new Json(exitStatus(), findings));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and a number can always be written", e);
        }
    }

    private record Json(int exitStatus, List<Finding> findings) {
    }
}
