package net.xcauth.bridge.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.xcauth.core.text.Reason;

/**
 * A file that may be renamed or removed while it is being written: what follows goes into a new file at the same path.
 * Not every logrotate configuration sends a signal; that of the Python program does not.
 */
final class LogFile extends OutputStream {
    /** A check takes a system call, and longer on a network file system. */
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final LongSupplier nanoTime;
    private final Complaint complaint;
    private OutputStream stream;
    private Optional<Object> key = Optional.empty();
    private long checked;
    private boolean complained;

    /** Reports that a file could not be reopened. */
    @FunctionalInterface
    interface Complaint {
        /** @param old the file that stays open */
        void say(String words, OutputStream old) throws IOException;
    }

    /** Opens the file, and creates it if necessary. */
    LogFile(Path path, LongSupplier nanoTime, Complaint complaint) throws IOException {
        this.path = path;
        this.nanoTime = nanoTime;
        this.complaint = complaint;
        open();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        long now = nanoTime.getAsLong();
        if (now - checked >= CHECK_NANOS) {
            checked = now;
            follow();
        }
        stream.write(bytes, offset, length);
    }

    /** Opens the file at the path again. If that fails, the old file stays open. */
    synchronized void reopen() throws IOException {
        OutputStream old = stream;
        try {
            open();
        } catch (IOException e) {
            complained = true;
            throw e;
        }
        complained = false;
        old.close();
    }

    private void follow() throws IOException {
        if (key.isPresent() && key.equals(keyAtPath())) {
            return;
        }
        boolean known = complained;
        try {
            reopen();
        } catch (IOException e) {
            if (!known) {
                complaint.say(
                        "xcauth: cannot reopen " + path.getFileName() + " (" + Reason.of(e)
                                + "), still writing to the old file",
                        stream);
            }
        }
    }

    /** Opens the file again if it was renamed between reading its key and opening it. */
    private void open() throws IOException {
        Optional<Object> before = keyAtPath();
        OutputStream opened = append();
        Optional<Object> after = keyAtPath();
        while (!before.equals(after)) {
            opened.close();
            before = after;
            opened = append();
            after = keyAtPath();
        }
        stream = opened;
        key = after;
        checked = nanoTime.getAsLong();
    }

    private OutputStream append() throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Identifies the file that is at the path now; empty if there is none, or it is not accessible. */
    private Optional<Object> keyAtPath() {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        stream.close();
    }
}
