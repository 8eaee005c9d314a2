package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;

/** The findings of a check. */
final class Findings implements Consumer<Finding> {
    private final List<Finding> all = new ArrayList<>();

    static Findings of(Check check, Config config) {
        Findings findings = new Findings();
        check.examine(config, findings);
        return findings;
    }

    static Findings of(Report report) {
        Findings findings = new Findings();
        report.findings().forEach(findings);
        return findings;
    }

    @Override
    public void accept(Finding finding) {
        all.add(finding);
    }

    List<Finding> all() {
        return all;
    }

    List<String> titles() {
        return all.stream().map(finding -> finding.title().toString()).toList();
    }

    /** The only finding whose title begins so. */
    Finding about(String title) {
        List<Finding> found = all.stream()
                .filter(finding -> finding.title().toString().startsWith(title))
                .toList();
        assertThat(found).as("findings about %s among %s", title, all).hasSize(1);
        return found.get(0);
    }

    Level level(String title) {
        return about(title).level();
    }

    List<Level> levels() {
        return all.stream().map(Finding::level).toList();
    }

    /** As people see it. */
    static String printed(Finding finding) {
        return printed(new Report(List.of(finding)));
    }

    static String printed(Report report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
