package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Reason;

/** Checks that a Unix socket can be created, or already belongs to xcauth. */
final class UnixListenerStep {
    /** The limit of unix(7), without the terminating zero. */
    private static final int LONGEST = 107;

    private final ListenAddress.Unix unix;
    private final Path path;
    private final Path folder;
    private final String title;
    private final ListenerProbe probe;

    UnixListenerStep(ListenAddress.Unix unix, ListenerProbe probe) {
        this.unix = unix;
        this.probe = probe;
        path = unix.path();
        folder = Objects.requireNonNullElse(path.getParent(), path);
        title = "listener " + unix.protocol().label() + '=' + path;
    }

    Finding examine() {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Finding.fail(
                    title, "the path is too long: the limit is " + LONGEST + " bytes", "Choose a shorter path.");
        }
        if (!Files.isDirectory(folder)) {
            return Finding.fail(
                    title,
                    "the folder " + folder + " does not exist",
                    "Create it for the user that xcauth "
                            + "runs as; in /run, RuntimeDirectory= in the systemd unit creates it at each start.");
        }
        try {
            // Neither file, folder nor link: a socket, or a device, which will not answer.
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isOther()
                    ? existing()
                    : Finding.fail(title, "it exists and is not a socket", "Remove it, or choose another path.");
        } catch (NoSuchFileException e) {
            return creatable("free, and xcauth can create it");
        } catch (IOException e) {
            return Finding.fail(
                    title,
                    "it is not accessible (" + Reason.of(e) + ")",
                    "Run xcauth doctor as the user that xcauth runs as.");
        }
    }

    private Finding existing() {
        return probe.examine(
                        title,
                        UnixDomainSocketAddress.of(path),
                        unix.protocol(),
                        "Find that program with ss -lxp and stop it, or choose another path. If it is "
                                + "xcauth, run xcauth doctor as a user who may connect to it.")
                .orElseGet(() -> creatable("a program that was killed has left its socket, which xcauth will replace"));
    }

    private Finding creatable(String text) {
        String user = System.getProperty("user.name");
        return Files.isWritable(folder)
                ? Finding.ok(title, text)
                : Finding.fail(
                        title,
                        "the folder " + folder + " cannot be written by the user \"" + user + "\"",
                        "Give it to the user that xcauth runs as; if that is another one, run xcauth doctor as that "
                                + "user.");
    }
}
