package net.xcauth.bridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Whether a file that holds a secret is open to users whom it does not concern. */
public final class FilePrivacy {
    private FilePrivacy() {}

    /**
     * Looks at the file's own permissions, not at those of the folders above it.
     *
     * @param what names the file's purpose, such as {@code secret file}
     * @return one sentence with the remedy when everybody can read or write the file; empty when not, when there is no
     *         such file, and where files have no POSIX permissions
     */
    public static Optional<String> complaint(Path file, String what) {
        return complaint(
                file,
                what,
                "where a secret belongs",
                "run chmod o= " + file + ", and chown root:GROUP " + file
                        + " with the group that xcauth runs in, so that it can still read it");
    }

    /** Likewise for a database, which belongs to the user that xcauth runs as. */
    public static Optional<String> databaseComplaint(Path file) {
        return complaint(file, "database", "where hashes of passwords are", "run chmod 600 " + file);
    }

    private static Optional<String> complaint(Path file, String what, String content, String remedy) {
        try {
            return complaint(file, what, content, remedy, Files.getPosixFilePermissions(file));
        } catch (NoSuchFileException | UnsupportedOperationException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("who can read the " + what + " " + file + " cannot be found out (" + e
                    + "); let this user enter the folders above it");
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
        return Optional.of("the " + what + " " + file + ", " + content + ", can be " + can + " by everybody ("
                + PosixFilePermissions.toString(permissions) + "); " + remedy);
    }
}
