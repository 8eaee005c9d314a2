package net.xcauth.bridge.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.examination.Finding;

/** Checks that the log can be written. If not, xcauth logs to standard error, where messages are easily overlooked. */
final class LogFolderCheck implements Check {
    private static final List<String> FILES = List.of("xcauth.log", "xcauth.err");

    @Override
    public String title() {
        return "log folder";
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        Path folder = config.log().directory();
        if (config.log().interactive()) {
            findings.accept(Finding.ok(title(), "not needed, because the log goes to standard error (interactive)"));
        } else if (!Files.exists(folder)) {
            findings.accept(warning(
                    folder + " does not exist",
                    "Run install -d -o USER " + folder + ", where USER is the user that xcauth runs as, or choose "
                            + "another folder with log=DIRECTORY."));
        } else if (!Files.isDirectory(folder)) {
            findings.accept(warning(folder + " is not a folder", "Choose a folder with log=DIRECTORY."));
        } else {
            findings.accept(notWritable(folder)
                    .map(path -> warning(
                            path + " cannot be written by the user \"" + user() + "\"",
                            "Run chown USER "
                                    + path + ", where USER is the user that xcauth runs as; if that is not \""
                                    + user()
                                    + "\", run xcauth doctor as that user."))
                    .orElseGet(() -> Finding.ok(title(), folder + " can be written by the user \"" + user() + "\"")));
        }
    }

    private Finding warning(String text, String remedy) {
        return Finding.warn(title(), text + ", so the log would go to standard error", remedy);
    }

    /** The log files may belong to a different user, who has started xcauth before. */
    private static Optional<Path> notWritable(Path folder) {
        return Stream.concat(
                        Stream.of(folder), FILES.stream().map(folder::resolve).filter(Files::exists))
                .filter(path -> !Files.isWritable(path) || !path.equals(folder) && Files.isDirectory(path))
                .findFirst();
    }

    private static String user() {
        return System.getProperty("user.name");
    }
}
