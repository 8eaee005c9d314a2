package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {
    private final PasswordHasher hasher = new PasswordHasher(4, 1, 10);

    @AfterEach
    void stop() {
        hasher.close();
    }

    private boolean matches(String password, String hashed) {
        return hasher.matches(password, hasher.hash(hashed).join(), true).join();
    }

    @Test
    void matchesTheHashedPasswordAndNoOther() {
        assertThat(matches("wonderland", "wonderland")).isTrue();
        assertThat(matches("wonderlanD", "wonderland")).isFalse();
        assertThat(hasher.hash("wonderland").join()).startsWith("$2b$04$");
    }

    @Test
    void tellsLongPasswordsApartThatDifferAtTheEnd() {
        String long71 = "x".repeat(71);
        String long72 = "x".repeat(72);
        assertThat(matches(long72 + "a", long72 + "a")).isTrue();
        assertThat(matches(long72 + "a", long72 + "b")).isFalse();
        assertThat(matches(long72, long72 + "b")).isFalse();
        assertThat(matches(long71, long72)).isFalse();
        assertThat(matches("ü".repeat(36) + "1", "ü".repeat(36) + "2")).isFalse();
    }

    @Test
    void tellsPasswordsWithNulsApartThatBcryptWouldTakeForTheSame() {
        assertThat(matches("a\0a", "a")).isFalse();
        assertThat(matches("a\0a", "a\0a")).isTrue();
    }

    @Test
    void matchesAHashOfTheSamePasswordMadeByAnotherBcrypt() {
        String madeByPythonsBcrypt = "$2b$04$RoSWD8QM3rtF0i2myvSJV.635KRcl3APYswD/LanJntRW24o1m1RK";
        assertThat(hasher.matches("correct horse", madeByPythonsBcrypt, true).join()).isTrue();
        assertThat(hasher.matches("Correct horse", madeByPythonsBcrypt, true).join()).isFalse();
    }

    @Test
    void takesADamagedHashForNoMatch() {
        assertThat(hasher.matches("wonderland", "$2b$04$short", true).join()).isFalse();
        assertThat(hasher.matches("wonderland", "", true).join()).isFalse();
    }

    @Test
    void refusesWhatIsTooMuchAndNeverLosesWhatItTook() {
        List<CompletableFuture<String>> hashes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            hashes.add(hasher.hash("password " + i));
        }
        long refused = hashes.stream().filter(hash -> {
            try {
                return hash.join() == null;
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(RejectedExecutionException.class);
                return true;
            }
        }).count();
        assertThat(refused).isPositive();
        assertThat(500 - refused).isGreaterThanOrEqualTo(10);
    }

    @Test
    void comparesBeforeItHashes() {
        Occupied occupied = new Occupied(hasher);
        CompletableFuture<String> hashing = hasher.hash("wonderland");
        CompletableFuture<Boolean> hashedBefore = hasher.matches("wonderland", "", true)
                .thenApply(done -> hashing.isDone());
        occupied.end();

        assertThat(hashedBefore.join()).isFalse();
    }

    @Test
    void refusesToCompareWhereThatWouldTakeLongUnlessItsCallerIsPatient() {
        PasswordHasher patient = new PasswordHasher(4, 1, 100);
        try {
            new Occupied(patient);
            for (int i = 0; i < 50; i++) {
                patient.matches("password", "$2b$04$RoSWD8QM3rtF0i2myvSJV.635KRcl3APYswD/LanJntRW24o1m1RK", true);
            }
            assertThat(patient.matches("wonderland", "", false)).isCompletedExceptionally();
            assertThat(patient.matches("wonderland", "", true)).isNotDone();
        } finally {
            patient.close();
        }
    }

    @Test
    void namesAnImpossibleCost() {
        assertThatThrownBy(() -> new PasswordHasher(3, 1, 1)).hasMessageContaining("3").hasMessageContaining("4 to 31");
    }
}
