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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A SQLite file is damaged, missing or may only be read, while users log in. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DamagedDatabaseIT extends SqliteFaults {
    private static final int PAGE = 4096;

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
        file(folder.resolve("missing").resolve(NAME));
        startBridge();
        startLogins();

        loginsGoOnUntilTheLogSays(UNUSABLE);
        assertThat(warnings())
                .as("what the log says")
                .anyMatch(line -> line.contains(file().toString()) && line.contains("create the folder"));
        assertThat(file().getParent()).as("a folder that was mistyped, perhaps").doesNotExist();
        Files.createDirectory(file().getParent());

        recovers();
    }

    /** It starts, and leaves the file as it is. */
    private void goOnWithDamagedFile() throws Exception {
        byte[] before = Files.readAllBytes(file());
        Object identity = identity();
        bridge().restart();
        startLogins();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        loginsGoOnUntilTheLogSays(
                Pattern.compile("WARNING: .*" + Pattern.quote(file().toString()) + ".*restore .*backup.*move"));
        assertThat(logins().wronglyAnswered()).as("wrongly answered").isEmpty();
        assertThat(identity()).as("the damaged file").isEqualTo(identity);
        assertThat(Files.readAllBytes(file())).as("what is in the damaged file").isEqualTo(before);
    }

    /** From the write-ahead log into the file. */
    private void writeAll() throws SQLException {
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
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
