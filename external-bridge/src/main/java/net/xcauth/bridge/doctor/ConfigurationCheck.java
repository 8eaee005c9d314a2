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

/** Reports which configuration applies, who can read it, and the warnings of the loader. */
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
                origin(config.source()) + "; xcauth doctor runs as the user \"" + System.getProperty("user.name")
                        + "\""));
        Optional<String> complaint = fromFile ? FilePrivacy.complaint(file, "configuration file") : Optional.empty();
        complaint.ifPresent(
                text -> findings.accept(
                        Finding.warn(
                                title,
                                text,
                                "Anyone who knows "
                                        + "the API secret can log in as any user: if others have accounts on this machine, create a new secret.")));
        // The loader may have reported the same file.
        config.warnings().stream()
                .filter(warning -> complaint.isEmpty() || !warning.equals(complaint.get()))
                .forEach(warning -> findings.accept(
                        Finding.warn(title, warning, "xcauth works, but logs this warning at each start.")));
    }

    /** @param source the path of the file, or words that there is none */
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
            return ", whose owner and mode are not accessible (" + Reason.of(e) + ")";
        }
    }
}
