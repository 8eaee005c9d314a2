package net.xcauth.bridge.net;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.xcauth.core.text.Reason;

/**
 * A listening socket that systemd or inetd opened and passed to this process.
 *
 * @param descriptor the file descriptor
 * @param name       its {@code FileDescriptorName=} in systemd; empty if it has none
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html">sd_listen_fds(3)</a>
 */
public record InheritedSocket(int descriptor, String name) {
    private static final int STANDARD_INPUT = 0;
    private static final int FIRST_PASSED = 3;

    /**
     * The sockets that systemd has passed to this process, not to one of its parents; empty if there are none.
     *
     * @throws IOException if {@code LISTEN_FDS} is not a number
     */
    public static List<InheritedSocket> passedBySystemd(Map<String, String> environment) throws IOException {
        String pid = environment.get("LISTEN_PID");
        String count = environment.get("LISTEN_FDS");
        if (count == null || !String.valueOf(ProcessHandle.current().pid()).equals(pid)) {
            return List.of();
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<InheritedSocket> passed = new ArrayList<>();
        if (!count.matches("[0-9]{1,4}")) {
            throw new IOException("the environment variable LISTEN_FDS must be a number of sockets, got \"" + count
                    + "\"; unset it, or leave it to systemd");
        }
        for (int i = 0; i < Integer.parseInt(count); i++) {
            passed.add(new InheritedSocket(FIRST_PASSED + i, i < names.length ? names[i] : ""));
        }
        return passed;
    }

    /** True if standard input is a listening socket, which inetd passes in its mode {@code wait}. */
    public static boolean isStandardInputListening() {
        InheritedSocket input = standardInput();
        return input.inode().isPresent() && input.isListening();
    }

    /** Standard input as a socket, without a check that it is one. */
    public static InheritedSocket standardInput() {
        return new InheritedSocket(STANDARD_INPUT, "");
    }

    /** True for a Unix domain socket, false for TCP. */
    boolean isUnix() {
        return kernelTable("unix").anyMatch(this::hasMyInode);
    }

    private boolean isListening() {
        return isUnix()
                ? kernelTable("unix").filter(this::hasMyInode).anyMatch(row -> row[3].equals("00010000"))
                : Stream.concat(kernelTable("tcp"), kernelTable("tcp6"))
                        .filter(row -> row.length > 9 && isInode(row[9]))
                        .anyMatch(row -> row[3].equals("0A"));
    }

    private boolean hasMyInode(String[] row) {
        return row.length > 6 && isInode(row[6]);
    }

    private boolean isInode(String number) {
        return inode().filter(number::equals).isPresent();
    }

    /** The kernel's number of the socket; empty if the descriptor is not a socket. */
    private Optional<String> inode() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("socket:[")
                    ? Optional.of(target.substring(8, target.length() - 1))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException noSuchDescriptor) {
            return Optional.empty();
        }
    }

    /** The rows of one of Linux's socket tables, split at white space: proc_net(5). */
    private static Stream<String[]> kernelTable(String family) {
        try {
            return Files.readAllLines(Path.of("/proc/self/net/" + family)).stream()
                    .map(row -> row.strip().split("\\s+"));
        } catch (IOException noSuchTable) {
            return Stream.empty();
        }
    }

    /**
     * Puts the socket into non-blocking mode, which Netty relies on and systemd does not set by default.
     *
     * @throws IOException if it is not a socket, or this Java denies access to its internals
     */
    public void makeNonBlocking() throws IOException {
        try {
            Method configure = Class.forName("sun.nio.ch.IOUtil")
                    .getDeclaredMethod("configureBlocking", FileDescriptor.class, boolean.class);
            configure.setAccessible(true);
            configure.invoke(null, fileDescriptor(), false);
        } catch (InvocationTargetException e) {
            throw new IOException("inherited descriptor " + descriptor + " is not a usable socket: " + Reason.of(e), e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("with this Java, inherited sockets need NonBlocking=true in the systemd unit", e);
        }
    }

    /**
     * The socket as a channel of Java's own. Through reflection: Java's public API takes over standard input only.
     *
     * @throws IllegalStateException if this Java denies access to its internals
     */
    ServerSocketChannel toChannel() {
        try {
            Constructor<?> constructor = Class.forName("sun.nio.ch.ServerSocketChannelImpl")
                    .getDeclaredConstructor(
                            SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
            constructor.setAccessible(true);
            ProtocolFamily family = isUnix() ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET;
            return (ServerSocketChannel)
                    constructor.newInstance(SelectorProvider.provider(), family, fileDescriptor(), true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "Netty has no epoll library for this processor, and this Java cannot take over inherited sockets; "
                            + "disable the socket units, and name the addresses in \"listen\" lines",
                    e);
        }
    }

    private FileDescriptor fileDescriptor() throws ReflectiveOperationException {
        Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
        constructor.setAccessible(true);
        return constructor.newInstance(descriptor);
    }
}
