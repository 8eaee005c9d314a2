package net.xcauth.bridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.text.Reason;

/** Finds files with secrets that other users can read or write. */
public final class FilePrivacy {
    private FilePrivacy() {}

    /**
     * Checks the permissions of the file itself, not those of its parent folders.
     *
     * @param what the file's purpose, such as {@code secret file}
     * @return one sentence with the remedy if everyone can read or write the file; empty if not, if the file does not
     *         exist, and where files have no POSIX permissions
     */
    public static Optional<String> complaint(Path file, String what) {
        return complaint(
                file,
                what,
                "which may hold a secret",
                "run chmod o= " + file + ", and chown root:GROUP " + file
                        + " with the group that xcauth runs in, so that it can still read it");
    }

    /** The same for a database, which belongs to the user that xcauth runs as. */
    public static Optional<String> databaseComplaint(Path file) {
        return complaint(file, "database", "which holds hashes of passwords", "run chmod 600 " + file);
    }

    private static Optional<String> complaint(Path file, String what, String content, String remedy) {
        try {
            return complaint(file, what, content, remedy, Files.getPosixFilePermissions(file));
        } catch (NoSuchFileException | UnsupportedOperationException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot tell who can read the " + what + " " + file + " (" + Reason.of(e)
                    + "); give this user access to its parent folders");
        }
    }

    private static Optional<String> complaint(
            Path file, String what, String content, String remedy, Set<PosixFilePermission> permissions) {
        boolean readable = permissions.contains(PosixFilePermission.OTHERS_READ);
        boolean writable = permissions.contains(PosixFilePermission.OTHERS_WRITE);
        if (!readable && !writable) {
            return Optional.empty();
        }
        String can = readable && writable ? "read and written" : readable ? "read" : "written";
        return Optional.of("the " + what + " " + file + ", " + content + ", can be " + can + " by everyone ("
                + PosixFilePermissions.toString(permissions) + "); " + remedy);
    }
}
