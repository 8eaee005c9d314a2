package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private static final String VALUES =
            "Batch entry 0 INSERT INTO t VALUES ('alice@example.org', '$2b$12$hash') was aborted: "
                    + "ERROR: relation \"t\" does not exist  Call getNextException to see other errors in the batch.";

    private final TestDatabase database = new TestDatabase(Path.of("unused"));

    private String sentence(SQLException failure) {
        return Transactions.sentence(database, "be written", failure);
    }

    private static BatchUpdateException batch(SQLException... next) {
        BatchUpdateException batch = new BatchUpdateException(VALUES, new int[0]);
        Stream.of(next).forEach(batch::setNextException);
        return batch;
    }

    @Test
    void areReportedInOneLine() {
        assertThat(sentence(new SQLException("ERROR: no space left\n  Detail: alice\nHint: more disks")))
                .isEqualTo("the database test cannot be written: ERROR: no space left");
        assertThat(sentence(new SQLException("  locked \r\n"))).endsWith(": locked");
    }

    @Test
    void areReportedEvenIfTheDriverGivesNoReason() {
        assertThat(sentence(new SQLException((String) null))).endsWith("cannot be written: no reason given");
        assertThat(sentence(new SQLException(""))).endsWith("cannot be written: no reason given");
    }

    @Test
    void ofBatchesDoNotShowTheirValues() {
        assertThat(sentence(batch())).isEqualTo("the database test cannot be written: a batch of statements failed");
    }

    @Test
    void ofBatchesAreReportedByTheNextException() {
        assertThat(sentence(batch(new SQLException("ERROR: relation \"t\" does not exist\n  Position: 13"))))
                .isEqualTo("the database test cannot be written: ERROR: relation \"t\" does not exist");
        assertThat(sentence(batch(batch(), new SQLException("locked")))).endsWith(": locked");
        assertThat(sentence(batch(batch()))).endsWith(": a batch of statements failed");
    }

    @Test
    void ofADriversOwnBatchesDoNotShowTheirValues() {
        assertThat(Stream.of(batch(), batch(batch()), batch(new SQLException("locked")))
                        .map(this::sentence))
                .noneMatch(sentence -> sentence.contains("alice") || sentence.contains("hash"));
    }
}
