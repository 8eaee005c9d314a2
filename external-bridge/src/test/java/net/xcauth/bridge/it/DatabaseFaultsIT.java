package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.bridge.it.support.SmallFileSystem;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A SQLite file is locked, cannot grow, cannot be written or is damaged, while users log in. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DatabaseFaultsIT extends DatabaseFaults {
    private static final String NAME = "xcauth.sqlite3";
    /** At the pace of the logins about seven seconds: the bridge has tried to write more than once. */
    private static final int LONG = 150;
    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    private Path file;

    @Override
    BridgeDatabase database() {
        return BridgeDatabase.of(file());
    }

    private Path file() {
        return file == null ? folder.resolve(NAME) : file;
    }

    @Test
    void loginsGoOnWhileAnotherProcessHasLockedTheFile() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        try (Connection other = connect(); Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            loginsGoOnUntilTheLogSays(UNUSABLE);
            logins().goOn(LONG);
            statement.execute("ROLLBACK");
        }

        recovers();
    }

    @Test
    void loginsGoOnWhileTheFileSystemIsFull() throws Exception {
        SmallFileSystem fileSystem = closedAtTheEnd(SmallFileSystem.make());
        file = fileSystem.path().resolve(NAME);
        startBridge();
        startLogins();
        allIsStored();

        fileSystem.fill();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        fileSystem.free();

        recovers();
    }

    @Test
    void loginsGoOnWhileTheDiskTakesNothing() throws Exception {
        startBridge();
        startLogins();
        allIsStored();

        bridge().process().limitFileSize("0");
        loginsGoOnUntilTheLogSays(UNUSABLE);
        bridge().process().limitFileSize("unlimited");

        recovers();
    }

    @Test
    void loginsGoOnWhereTheFileSystemIsReadOnly() throws Exception {
        SmallFileSystem fileSystem = closedAtTheEnd(SmallFileSystem.make());
        file = fileSystem.path().resolve(NAME);
        startBridge();
        startLogins();
        storeAndKill();

        fileSystem.makeReadOnly();
        bridge().restart();
        startLogins();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        fileSystem.makeWritable();

        recovers();
    }

    @Test
    void loginsGoOnWithAFileThatMayOnlyBeRead() throws Exception {
        startBridge();
        startLogins();
        allIsStored();
        letOnlyRead();
        Installed.skipUnless(!Files.isWritable(file()), "root may write all files: run this as another user");
        logins().goOn(LONG);
        logins().close();
        assertThat(logins().wronglyAnswered()).as("wrongly answered").isEmpty();
        bridge().killAndRestart();
        startLogins();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        letWrite();

        recovers();
    }

    @Test
    void loginsGoOnWithAFileThatIsNoDatabaseUntilABackupIsThere() throws Exception {
        startBridge();
        startLogins();
        storeAndKill();
        writeAll();
        Path backup = Files.copy(file(), folder.resolve("backup"));

        damage(0, 100);
        goOnWithDamagedFile();
        Files.move(backup, file(), StandardCopyOption.ATOMIC_MOVE);

        recovers();
    }

    @Test
    void loginsGoOnWithADamagedFileUntilItIsMovedAway() throws Exception {
        startBridge();
        startLogins();
        storeAndKill();
        writeAll();

        damage(PAGE, Files.size(file()) - PAGE);
        goOnWithDamagedFile();
        Files.move(file(), folder.resolve("damaged"));
        databaseIsLost();

        recovers();
    }

    @Test
    void loginsGoOnWithoutAFolderForTheFileUntilItIsMade() throws Exception {
        file = folder.resolve("missing").resolve(NAME);
        startBridge();
        startLogins();

        loginsGoOnUntilTheLogSays(UNUSABLE);
        assertThat(warnings()).as("what the log says")
                .anyMatch(line -> line.contains(file().toString()) && line.contains("make the folder"));
        assertThat(file().getParent()).as("a folder that was mistyped, perhaps").doesNotExist();
        Files.createDirectory(file().getParent());

        recovers();
    }

    private void storeAndKill() throws Exception {
        logins().close();
        allIsStored();
        bridge().kill();
    }

    /** It starts, and leaves the file as it is. */
    private void goOnWithDamagedFile() throws Exception {
        byte[] before = Files.readAllBytes(file());
        Object identity = identity();
        bridge().restart();
        startLogins();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        loginsGoOnUntilTheLogSays(Pattern.compile("WARNING: .*" + Pattern.quote(file().toString())
                + ".*restore .*backup.*move"));
        assertThat(logins().wronglyAnswered()).as("wrongly answered").isEmpty();
        assertThat(identity()).as("the damaged file").isEqualTo(identity);
        assertThat(Files.readAllBytes(file())).as("what is in the damaged file").isEqualTo(before);
    }

    /** From the write-ahead log into the file. */
    private void writeAll() throws SQLException {
        try (Connection other = connect(); Statement statement = other.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        assertThat(Path.of(file() + "-wal")).doesNotExist();
    }

    private void damage(long from, long length) throws Exception {
        byte[] noise = new byte[(int) length];
        new Random(4711).nextBytes(noise);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(noise), from);
        }
    }

    private Object identity() throws Exception {
        return Files.readAttributes(file(), BasicFileAttributes.class).fileKey();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private void letOnlyRead() throws Exception {
        setPermissions("r--------", "r-x------");
    }

    private void letWrite() throws Exception {
        setPermissions("rw-------", "rwx------");
    }

    private void setPermissions(String files, String folders) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : all.toList()) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(files));
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(folders));
    }
}
