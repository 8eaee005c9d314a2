package net.xcauth.bridge.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.text.Reason;

/**
 * The creation of Unix socket files, and access to them.
 *
 * @param mode  who may connect
 * @param group the file's group; empty for the process's own
 */
public record UnixSocketFiles(Set<PosixFilePermission> mode, Optional<String> group) {
    /** The bits of a file's mode that give its type: inode(7). */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;

    /**
     * Removes a socket file that a killed process left behind.
     *
     * @throws IOException if a process listens there, or the file is not a socket
     */
    public void makeRoom(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException("cannot listen on " + path
                    + ": the file exists and is not a socket; remove it, or choose another path");
        }
        if (isLive(path)) {
            throw new IOException("cannot listen on " + path
                    + ": a running program already listens there; stop it, or choose another path");
        }
        Files.delete(path);
    }

    private static boolean isSocket(Path path) throws IOException {
        return ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE) == SOCKET;
    }

    private static boolean isLive(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobodyListens) {
            return false;
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + path + ": cannot find out if a running program listens there (" + Reason.of(e)
                            + "); remove the file, or choose another path",
                    e);
        }
    }

    /** Sets the file's mode and group. Until then the launcher's umask lets only the owner connect. */
    public void setAccess(Path path) throws IOException {
        PosixFileAttributeView file = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (group.isPresent()) {
            file.setGroup(lookUp(path, group.get()));
        }
        file.setPermissions(mode);
    }

    private static GroupPrincipal lookUp(Path path, String name) throws IOException {
        try {
            return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException(
                    "cannot give " + path + " to group \"" + name
                            + "\" (socket-group): there is no such group; create it, or correct socket-group",
                    e);
        }
    }
}
