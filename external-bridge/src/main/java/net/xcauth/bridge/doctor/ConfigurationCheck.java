package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.FilePrivacy;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Reason;

/** Which configuration is in force, who can read it, and what the loader warns of. */
final class ConfigurationCheck implements Check {
    private final String title;

    ConfigurationCheck(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        Path file = Path.of(config.source()).toAbsolutePath();
        boolean fromFile = Files.exists(file);
        findings.accept(Finding.ok(
                title,
                origin(config.source()) + "; this examination runs as the user \"" + System.getProperty("user.name")
                        + "\""));
        Optional<String> complaint = fromFile ? FilePrivacy.complaint(file, "configuration file") : Optional.empty();
        complaint.ifPresent(text -> findings.accept(Finding.warn(
                title,
                text,
                "Who knows the API secret can log in as "
                        + "anybody: if others have accounts on this machine, then choose a new secret, too.")));
        // The loader may have complained of the same file.
        config.warnings().stream()
                .filter(warning -> complaint.isEmpty() || !warning.equals(complaint.get()))
                .forEach(warning -> findings.accept(Finding.warn(
                        title,
                        warning,
                        "xcauth runs nevertheless, and logs " + "this warning at each start until that is changed.")));
    }

    /** @param source the file, or words that there is none */
    static String origin(String source) {
        Path file = Path.of(source).toAbsolutePath();
        return Files.exists(file)
                ? "read from " + file + access(file)
                : source + ": all settings are from the command line and the environment";
    }

    private static String access(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return ", which belongs to user " + attributes.owner().getName() + " and group "
                    + attributes.group().getName() + ", mode "
                    + PosixFilePermissions.toString(attributes.permissions());
        } catch (UnsupportedOperationException e) {
            return "";
        } catch (IOException e) {
            return ", whose owner and mode cannot be found out (" + Reason.of(e) + ")";
        }
    }
}
