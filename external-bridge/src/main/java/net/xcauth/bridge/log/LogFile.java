package net.xcauth.bridge.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.xcauth.core.text.Reason;

/**
 * A file that may be renamed or removed while it is written: what follows goes into a new one at its path. Not every
 * logrotate sends a signal; the one that came with the Python program does not.
 */
final class LogFile extends OutputStream {
    /** Looking takes a system call, and more than that on a file system that is far away. */
    private static final long LOOKED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final LongSupplier nanoTime;
    private final Complaint complaint;
    private OutputStream stream;
    private Object key;
    private long looked;
    private boolean complained;

    /** Says that a file could not be opened anew. */
    @FunctionalInterface
    interface Complaint {
        /** @param old what is written on to */
        void say(String words, OutputStream old) throws IOException;
    }

    /** Opens the file, which is made if there is none. */
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
        if (now - looked >= LOOKED_NANOS) {
            looked = now;
            follow();
        }
        stream.write(bytes, offset, length);
    }

    /** Opens the file anew. If that fails, the old one is written on to. */
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
        if (key != null && key.equals(keyAtPath())) {
            return;
        }
        boolean known = complained;
        try {
            reopen();
        } catch (IOException e) {
            if (!known) {
                complaint.say(
                        "xcauth: cannot reopen " + path.getFileName() + " (" + Reason.of(e)
                                + "), writing on to the old file",
                        stream);
            }
        }
    }

    /** Whose key was read may not be what was opened, if the file is renamed in between; it is then opened again. */
    private void open() throws IOException {
        Object before = keyAtPath();
        OutputStream opened = append();
        Object after = keyAtPath();
        while (!Objects.equals(before, after)) {
            opened.close();
            before = after;
            opened = append();
            after = keyAtPath();
        }
        stream = opened;
        key = after;
        looked = nanoTime.getAsLong();
    }

    private OutputStream append() throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Tells the file from others that were or will be at its path; null if there is none, or none to be seen. */
    private Object keyAtPath() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        stream.close();
    }
}
