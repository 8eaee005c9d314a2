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

/** Logins continue while the SQLite file is damaged, missing or read-only. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DamagedDatabaseIT extends SqliteFaults {
    private static final int PAGE = 4096;

    @Test
    void loginsContinueWithAReadOnlyFile() throws Exception {
        startBridge();
        startLogins();
        allIsStored();
        makeReadOnly();
        Installed.skipUnless(!Files.isWritable(file()), "root may write all files: run this as another user");
        logins().goOn(LONG);
        logins().close();
        assertThat(logins().wronglyAnswered()).as("wrongly answered").isEmpty();
        bridge().killAndRestart();
        startLogins();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        makeWritable();

        recovers();
    }

    @Test
    void loginsContinueWithAFileThatIsNotADatabaseUntilItIsRestored() throws Exception {
        startBridge();
        startLogins();
        storeAndKill();
        checkpoint();
        Path backup = Files.copy(file(), folder.resolve("backup"));

        damage(0, 100);
        continueWithDamagedFile();
        Files.move(backup, file(), StandardCopyOption.ATOMIC_MOVE);

        recovers();
    }

    @Test
    void loginsContinueWithADamagedFileUntilItIsMovedAway() throws Exception {
        startBridge();
        startLogins();
        storeAndKill();
        checkpoint();

        damage(PAGE, Files.size(file()) - PAGE);
        continueWithDamagedFile();
        Files.move(file(), folder.resolve("damaged"));
        databaseIsLost();

        recovers();
    }

    @Test
    void loginsContinueWithoutAFolderForTheFileUntilItIsCreated() throws Exception {
        file(folder.resolve("missing").resolve(NAME));
        startBridge();
        startLogins();

        loginsGoOnUntilTheLogSays(UNUSABLE);
        assertThat(warnings())
                .as("warnings in the log")
                .anyMatch(line -> line.contains(file().toString()) && line.contains("create the folder"));
        assertThat(file().getParent())
                .as("a folder whose name may be a typing error")
                .doesNotExist();
        Files.createDirectory(file().getParent());

        recovers();
    }

    /** Starts the bridge, which leaves the file unchanged. */
    private void continueWithDamagedFile() throws Exception {
        byte[] before = Files.readAllBytes(file());
        Object identity = identity();
        bridge().restart();
        startLogins();
        loginsGoOnUntilTheLogSays(UNUSABLE);
        loginsGoOnUntilTheLogSays(
                Pattern.compile("WARNING: .*" + Pattern.quote(file().toString()) + ".*restore .*backup.*move"));
        assertThat(logins().wronglyAnswered()).as("wrongly answered").isEmpty();
        assertThat(identity()).as("identity of the damaged file").isEqualTo(identity);
        assertThat(Files.readAllBytes(file()))
                .as("contents of the damaged file")
                .isEqualTo(before);
    }

    /** Moves the write-ahead log into the file. */
    private void checkpoint() throws SQLException {
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

    private void makeReadOnly() throws Exception {
        setPermissions("r--------", "r-x------");
    }

    private void makeWritable() throws Exception {
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
