package net.xcauth.bridge.database;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import net.xcauth.core.store.Database;
import net.xcauth.core.text.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A SQLite file in write-ahead mode: one writer and any readers work at the same time, also in several processes. The
 * few threads that use it need no pool.
 */
final class SqliteDatabase implements Database {
    private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);

    private final Path path;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param path created, readable by its owner only, if it does not exist */
    SqliteDatabase(Path path) {
        this.path = path;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public <T> T call(Work<T> work) throws SQLException {
        try {
            return perform(work);
        } catch (SQLiteException e) {
            throw new SQLException(Reason.of(e) + remedy(e.getResultCode()), e);
        }
    }

    private <T> T perform(Work<T> work) throws SQLException {
        Connection connection = borrow();
        boolean sound = false;
        try {
            T result = work.run(connection);
            sound = true;
            return result;
        } finally {
            giveBack(connection, sound);
        }
    }

    private static String remedy(SQLiteErrorCode code) {
        // The lowest byte is the kind of error.
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
            case SQLITE_NOTADB, SQLITE_CORRUPT ->
                "; restore it from a backup, or move it away to have a new one created";
            case SQLITE_FULL, SQLITE_IOERR -> "; free some space on its disk, and check the disk for errors";
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
                "; give the user \"" + System.getProperty("user.name") + "\" write access to the file and its folder";
            default -> "";
        };
    }

    private Connection borrow() throws SQLException {
        synchronized (this) {
            if (closed) {
                throw new SQLException("it is closed");
            }
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return open();
    }

    /** A connection that failed may be in any state and is closed; opening another takes a millisecond. */
    private void giveBack(Connection connection, boolean sound) {
        synchronized (this) {
            if (sound && !closed) {
                idle.push(connection);
                return;
            }
        }
        close(connection);
    }

    private Connection open() throws SQLException {
        createPrivate();
        Connection connection = Sqlite.connect("jdbc:sqlite:" + path);
        try (Statement statement = connection.createStatement()) {
            if (Files.isWritable(path)) {
                statement.execute("PRAGMA journal_mode = WAL");
            }
            return connection;
        } catch (SQLException e) {
            close(connection);
            throw e;
        }
    }

    private void createPrivate() throws SQLException {
        if (Files.exists(path)) {
            return;
        }
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            giveToOwnerOfFolder();
        } catch (FileAlreadyExistsException e) {
            log.debug("another process has just created {}", path);
        } catch (IOException e) {
            throw new SQLException(
                    "it cannot be created (" + Reason.of(e) + "); create the folder, writable for the user \""
                            + System.getProperty("user.name") + "\", or choose another file with db=FILE",
                    e);
        } catch (UnsupportedOperationException e) {
            log.debug("{} is on a file system without permissions", path);
        }
    }

    /** A file that root creates would not be accessible to a service with a user of its own. */
    private void giveToOwnerOfFolder() throws IOException {
        UserPrincipal owner = Files.getOwner(path.toAbsolutePath().getParent());
        if (!owner.equals(Files.getOwner(path)) && "root".equals(System.getProperty("user.name"))) {
            Files.setOwner(path, owner);
        }
    }

    @Override
    public void close() {
        Deque<Connection> remaining;
        synchronized (this) {
            closed = true;
            remaining = new ArrayDeque<>(idle);
            idle.clear();
        }
        remaining.forEach(SqliteDatabase::close);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("closing a connection failed", e);
        }
    }
}
