package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.xcauth.core.store.StoredPassword;
import org.junit.jupiter.api.Test;

class UserPasswordsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private final UserPasswords passwords = new UserPasswords();

    @Test
    void bringNothingBackThatIsRefusedAndStillStored() {
        List<StoredPassword> stored = List.of(row("refused"), row("right"));
        passwords.recalled(stored);
        assertThat(passwords.all()).hasSize(2);
        passwords.remove(passwords.all().stream().filter(password -> "refused".equals(password.hash())).findAny()
                .orElseThrow());
        // Read before the row was deleted.
        passwords.recalled(stored);
        assertThat(passwords.all()).extracting(CachedPassword::hash).containsExactly("right");
    }

    private static StoredPassword row(String hash) {
        return new StoredPassword(hash, NOW, NOW, NOW, false);
    }
}
