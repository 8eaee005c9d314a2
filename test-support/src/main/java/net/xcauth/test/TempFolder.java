package net.xcauth.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder that can be given to a server's user, unlike JUnit's, which other users cannot enter. */
public final class TempFolder implements AutoCloseable {
    private final Path path;

    public TempFolder(String prefix) throws IOException {
        path = Files.createTempDirectory("xcauth-" + prefix + "-");
        Reaper.delete(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public Path path() {
        return path;
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    public Path write(String name, String content) throws IOException {
        Files.createDirectories(resolve(name).getParent());
        return Files.writeString(resolve(name), content);
    }

    public Path script(String name, String content) throws IOException {
        return Files.setPosixFilePermissions(write(name, content), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public Path folder(String name) throws IOException {
        return Files.createDirectory(resolve(name));
    }

    /** Makes the user the owner of the folder and its content; requires root. */
    public void giveTo(String user) throws IOException {
        UserPrincipal owner =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.toList()) {
                Files.setOwner(each, owner);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).forEach(TempFolder::delete);
        }
    }

    private static void delete(Path each) {
        try {
            Files.deleteIfExists(each);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
