package net.xcauth.bridge.server;

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
 * How socket files come to be and who may use them.
 *
 * @param mode  who may connect
 * @param group the group the file is given to, if any
 */
public record UnixSocketFiles(Set<PosixFilePermission> mode, Optional<String> group) {
    /** Where a file's mode says what it is, inode(7). */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;

    /**
     * Removes what a killed program left behind.
     *
     * @throws IOException when a program listens there, or the file is no socket
     */
    void makeRoom(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException(
                    "cannot listen on " + path + ": it exists and is no socket; remove it or choose " + "another path");
        }
        if (isLive(path)) {
            throw new IOException("cannot listen on " + path + ": a running program listens there; stop it or choose "
                    + "another path");
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
                    "cannot listen on " + path + ": whether a running program listens there cannot be " + "found out ("
                            + Reason.of(e) + "); remove it or choose another path",
                    e);
        }
    }

    /** Gives the file its mode and group. Until then nobody but its owner may connect, as the launcher's umask says. */
    void setAccess(Path path) throws IOException {
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
                    "cannot give " + path + " to group \"" + name + "\" (socket-group): there is no such " + "group",
                    e);
        }
    }
}
