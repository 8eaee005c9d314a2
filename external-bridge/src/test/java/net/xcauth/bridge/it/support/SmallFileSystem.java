package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import net.xcauth.test.Command;
import net.xcauth.test.Installed;
import net.xcauth.test.Reaper;
import net.xcauth.test.TempFolder;

/** A file system in memory that can be filled up and made read-only. Requires root. */
public final class SmallFileSystem implements AutoCloseable {
    /** Megabytes; SQLite's write-ahead log grows to about four of them before it is merged. */
    private static final int SIZE_MEBIBYTES = 16;

    private static final byte[] BLOCK = new byte[4096];

    private final TempFolder folder;
    private boolean mounted;

    private SmallFileSystem() throws IOException {
        folder = new TempFolder("file-system");
    }

    /** Creates a file system. Skips the test if that is not permitted. */
    public static SmallFileSystem make() throws IOException, InterruptedException {
        SmallFileSystem made = new SmallFileSystem();
        Reaper.unmount(made.path());
        Command mount = Command.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + SIZE_MEBIBYTES + "m",
                "xcauth-test",
                made.path().toString());
        made.mounted = mount.exit() == 0;
        if (!made.mounted) {
            made.close();
            Installed.skipUnless(
                    false,
                    "no file system can be mounted (run this as root, in a container with " + "--cap-add SYS_ADMIN): "
                            + mount.err().strip());
        }
        return made;
    }

    public Path path() {
        return folder.path();
    }

    /** Uses up all free space. */
    public void fill() throws IOException {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            for (int block = 0; block < SIZE_MEBIBYTES * 1024 * 1024 / BLOCK.length; block++) {
                filler.write(BLOCK);
            }
        } catch (IOException e) {
            if (Files.getFileStore(path()).getUsableSpace() == 0) {
                return;
            }
            throw e;
        }
        throw new IllegalStateException("the file system is larger than it should be");
    }

    /** Reverts {@link #fill()}. */
    public void free() throws IOException {
        Files.delete(filler());
    }

    /** Makes it read-only. No file in it may be open for writing. */
    public void makeReadOnly() throws IOException, InterruptedException {
        Command.run("mount", "-o", "remount,ro", path().toString()).requireSuccess();
    }

    public void makeWritable() throws IOException, InterruptedException {
        Command.run("mount", "-o", "remount,rw", path().toString()).requireSuccess();
    }

    @Override
    public void close() throws IOException {
        try (folder) {
            if (mounted) {
                mounted = false;
                Command.run("umount", path().toString()).requireSuccess();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + path() + " was unmounted", e);
        }
    }

    private Path filler() {
        return path().resolve("filler");
    }
}
