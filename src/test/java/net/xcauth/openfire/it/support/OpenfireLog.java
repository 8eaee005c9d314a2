package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Openfire's log, in one file for all its runs. */
final class OpenfireLog {
    /** The file, relative to the home. */
    static final String FILE = "logs/all.log";

    private static final Pattern ENTRY = Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} (\\w+) .*");

    private final Path file;
    private int startOfRun;

    OpenfireLog(Path home) {
        file = home.resolve(FILE);
    }

    /** Marks the beginning of a new run. */
    void startRun() throws IOException {
        startOfRun = text().length();
    }

    /** The whole log. */
    String text() throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    String textOfRun() throws IOException {
        return text().substring(startOfRun);
    }

    /** The warnings and errors of this run, each with its stack trace. */
    List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        boolean problem = false;
        for (String line : textOfRun().lines().toList()) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                problem = entry.group(1).matches("WARN|ERROR|FATAL");
                if (problem) {
                    problems.add(line);
                }
            } else if (problem) {
                problems.add(problems.remove(problems.size() - 1) + "\n" + line);
            }
        }
        return problems;
    }
}
