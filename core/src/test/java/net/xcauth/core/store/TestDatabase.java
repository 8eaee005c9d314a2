package net.xcauth.core.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/** A SQLite file whose calls are counted, and fail or hang on demand. */
public final class TestDatabase implements Database {
    private final Path path;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean failing;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    public TestDatabase(Path path) {
        this.path = path;
    }

    /** The same file with its tables. */
    public Database withTables() {
        return new UpgradedDatabase(this, new Schema(Schema.Dialect.SQLITE));
    }

    /** The number of calls since this was last called. */
    public int calls() {
        return calls.getAndSet(0);
    }

    public void fail() {
        failing = true;
    }

    /** Makes calls wait for {@link #recover}. */
    public void hang() {
        hanging = new CountDownLatch(1);
    }

    public void recover() {
        failing = false;
        hanging.countDown();
    }

    @Override
    public <T> T call(Work<T> work) throws SQLException {
        calls.incrementAndGet();
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
        if (failing) {
            throw new SQLException("it fails as the test wants");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setBusyTimeout(30_000);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + path)) {
            return work.run(connection);
        }
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public void close() {
        recover();
    }
}
