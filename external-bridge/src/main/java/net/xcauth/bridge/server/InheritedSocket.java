package net.xcauth.bridge.server;

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
import java.util.stream.Stream;

/**
 * A socket that whoever started the program opened for it.
 *
 * @param descriptor the file descriptor
 * @param name       what systemd calls it; empty if it has no name
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html">sd_listen_fds(3)</a>
 */
public record InheritedSocket(int descriptor, String name) {
    private static final int STANDARD_INPUT = 0;
    private static final int FIRST_PASSED = 3;

    /**
     * The sockets that systemd has passed to this very process; empty if none.
     *
     * @throws IOException when the variables are not as systemd sets them
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
            throw new IOException("the environment variable LISTEN_FDS is \"" + count + "\", which is no number of "
                    + "sockets; let systemd set it, or unset it");
        }
        for (int i = 0; i < Integer.parseInt(count); i++) {
            passed.add(new InheritedSocket(FIRST_PASSED + i, i < names.length ? names[i] : ""));
        }
        return passed;
    }

    /** Whether standard input is a socket that waits for connections, as inetd passes it with {@code wait}. */
    public static boolean isStandardInputListening() {
        InheritedSocket input = standardInput();
        return input.inode() != null && input.isListening();
    }

    /** Standard input, taken as a socket. */
    public static InheritedSocket standardInput() {
        return new InheritedSocket(STANDARD_INPUT, "");
    }

    /** Whether it is a Unix domain socket and not TCP. */
    boolean isUnix() {
        return kernelTable("unix").anyMatch(this::hasMyInode);
    }

    private boolean isListening() {
        return isUnix()
                ? kernelTable("unix").filter(this::hasMyInode).anyMatch(row -> row[3].equals("00010000"))
                : Stream.concat(kernelTable("tcp"), kernelTable("tcp6"))
                        .filter(row -> row.length > 9 && row[9].equals(inode()))
                        .anyMatch(row -> row[3].equals("0A"));
    }

    private boolean hasMyInode(String[] row) {
        return row.length > 6 && row[6].equals(inode());
    }

    /** @return the kernel's number of the socket, null when the descriptor is none */
    private String inode() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("socket:[") ? target.substring(8, target.length() - 1) : null;
        } catch (IOException | UnsupportedOperationException noSuchDescriptor) {
            return null;
        }
    }

    /** The rows of one of Linux's socket tables, proc_net(5). */
    private static Stream<String[]> kernelTable(String family) {
        try {
            return Files.readAllLines(Path.of("/proc/self/net/" + family)).stream()
                    .map(row -> row.strip().split("\\s+"));
        } catch (IOException noSuchTable) {
            return Stream.empty();
        }
    }

    /**
     * Makes accepting return at once when nobody is there. Netty relies on it and systemd does not do it by itself.
     *
     * @throws IOException when this Java does not let us
     */
    public void makeNonBlocking() throws IOException {
        try {
            Method configure = Class.forName("sun.nio.ch.IOUtil")
                    .getDeclaredMethod("configureBlocking", FileDescriptor.class, boolean.class);
            configure.setAccessible(true);
            configure.invoke(null, fileDescriptor(), false);
        } catch (InvocationTargetException e) {
            throw new IOException(
                    "descriptor " + descriptor + " is no usable socket: "
                            + e.getCause().getMessage(),
                    e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("inherited sockets need NonBlocking=true in the systemd unit with this Java", e);
        }
    }

    /**
     * The socket as one of Java's own, which officially takes over standard input alone.
     *
     * @throws IllegalStateException when this Java does not let us
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
                    "Netty has no epoll library for this processor, and this Java takes over no "
                            + "sockets; disable the socket units, and name the addresses in \"listen\" lines",
                    e);
        }
    }

    private FileDescriptor fileDescriptor() throws ReflectiveOperationException {
        Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
        constructor.setAccessible(true);
        return constructor.newInstance(descriptor);
    }
}
