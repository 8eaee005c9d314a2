package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.Test;

class RefusedPasswordsTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final UserKey BOB = new UserKey("bob", "example.org");
    private static final Endpoint ENDPOINT = endpoint("https://cloud.example.org/api", "0123456789ABCDEF");

    private final ManualClock clock = new ManualClock();
    private final Fingerprinter recogniser = new Fingerprinter();
    private final RefusedPasswords refused = new RefusedPasswords(Duration.ofMinutes(5), clock, 20);

    private static Endpoint endpoint(String url, String secret) {
        return new Endpoint.Jsxc(URI.create(url), List.of(ApiSecret.of(secret)), "example.org");
    }

    private void refuse(UserKey user, String password) {
        refused.add(user, ENDPOINT, recogniser.attempt(user, password));
    }

    private boolean isRefused(UserKey user, String password) {
        return refused.contains(user, ENDPOINT, recogniser.attempt(user, password));
    }

    @Test
    void aRefusedPasswordIsRefusedForTheTtl() {
        refuse(ALICE, "old");

        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(isRefused(ALICE, "old")).isTrue();
        assertThat(isRefused(ALICE, "new")).isFalse();
        assertThat(isRefused(BOB, "old")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(isRefused(ALICE, "old")).isFalse();
    }

    @Test
    void eachFurtherRefusalDoublesTheTtlUpToAnHour() {
        for (int minutes : List.of(5, 10, 20, 40, 60, 60)) {
            refuse(ALICE, "old");
            clock.advance(Duration.ofMinutes(minutes).minusMillis(1));
            assertThat(isRefused(ALICE, "old")).as(minutes + " minutes").isTrue();
            clock.advance(Duration.ofMillis(1));
            assertThat(isRefused(ALICE, "old"))
                    .as(minutes + " minutes are over")
                    .isFalse();
        }
    }

    @Test
    void aClientThatComesBackMuchLaterStartsAnew() {
        refuse(ALICE, "old");
        clock.advance(Duration.ofMinutes(5));
        refuse(ALICE, "old");
        clock.advance(Duration.ofHours(3));
        refuse(ALICE, "old");
        clock.advance(Duration.ofMinutes(5));
        assertThat(isRefused(ALICE, "old")).isFalse();
    }

    @Test
    void repetitionsInBetweenDoNotExtendTheTtl() {
        refuse(ALICE, "old");
        for (int i = 0; i < 5; i++) {
            assertThat(isRefused(ALICE, "old")).isTrue();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(isRefused(ALICE, "old")).isFalse();
    }

    @Test
    void beyondEightTheUsersOldestEntryIsEvicted() {
        refuse(BOB, "bob's");
        for (int i = 0; i < 9; i++) {
            refuse(ALICE, "wrong" + i);
        }

        assertThat(isRefused(ALICE, "wrong0")).isFalse();
        assertThat(isRefused(ALICE, "wrong1")).isTrue();
        assertThat(isRefused(ALICE, "wrong8")).isTrue();
        assertThat(isRefused(BOB, "bob's")).isTrue();
    }

    @Test
    void noOtherUsersEntryIsEvictedWhenFull() {
        for (int i = 0; i < 20; i++) {
            refuse(new UserKey("user" + i, "example.org"), "wrong");
        }
        refuse(ALICE, "old");

        assertThat(isRefused(ALICE, "old")).as("there was no room").isFalse();
        refuse(new UserKey("user0", "example.org"), "wrong too");
        assertThat(isRefused(new UserKey("user0", "example.org"), "wrong"))
                .as("the user's own entry is evicted")
                .isFalse();
        assertThat(isRefused(new UserKey("user0", "example.org"), "wrong too")).isTrue();
        for (int i = 1; i < 20; i++) {
            assertThat(isRefused(new UserKey("user" + i, "example.org"), "wrong"))
                    .isTrue();
        }
    }

    @Test
    void expiredEntriesMakeRoom() {
        for (int i = 0; i < 20; i++) {
            refuse(new UserKey("user" + i, "example.org"), "wrong");
        }
        clock.advance(Duration.ofHours(2));
        refuse(ALICE, "old");

        assertThat(isRefused(ALICE, "old")).isTrue();
    }

    @Test
    void aForgottenUserMakesRoomToo() {
        for (int i = 0; i < 20; i++) {
            refuse(new UserKey("user" + i, "example.org"), "wrong");
        }
        refused.forget(new UserKey("user3", "example.org"));
        refuse(ALICE, "old");

        assertThat(isRefused(new UserKey("user3", "example.org"), "wrong")).isFalse();
        assertThat(isRefused(ALICE, "old")).isTrue();
    }

    @Test
    void aLaterAcceptanceByAnotherProcessEndsAllRefusalsOfTheUser() {
        refuse(ALICE, "old");
        refuse(BOB, "old");
        clock.advance(Duration.ofSeconds(1));
        refused.changed(ALICE, stored(clock.instant(), false));

        assertThat(isRefused(ALICE, "old")).isFalse();
        assertThat(isRefused(BOB, "old")).isTrue();
    }

    @Test
    void anEarlierOrSupersededAcceptanceDoesNot() {
        refuse(ALICE, "old");
        refused.changed(ALICE, stored(clock.instant().minusSeconds(1), false));
        refused.changed(ALICE, stored(clock.instant().plusSeconds(1), true));

        assertThat(isRefused(ALICE, "old")).isTrue();
    }

    @Test
    void aDeletionByAnAdministratorEndsAllRefusalsOfTheUser() {
        refuse(ALICE, "old");
        refused.changed(ALICE, StoredUser.UNKNOWN);

        assertThat(isRefused(ALICE, "old")).isFalse();
        assertThat(refused.holds(ALICE)).isFalse();
    }

    @Test
    void anotherCloudStartsAnewInItsDomain() {
        UserKey elsewhere = new UserKey("alice", "example.net");
        refuse(ALICE, "old");
        refuse(elsewhere, "old");
        refused.forgetDomain("example.org");
        assertThat(isRefused(ALICE, "old")).isFalse();
        assertThat(isRefused(elsewhere, "old")).isTrue();

        refused.clear();
        assertThat(isRefused(elsewhere, "old")).isFalse();
    }

    private static StoredUser stored(Instant verified, boolean superseded) {
        return new StoredUser(
                Optional.empty(), List.of(new StoredPassword("hash", verified, verified, verified, superseded)));
    }

    @Test
    void anotherAddressOrSecretStartsAnew() {
        refuse(ALICE, "old");

        for (Endpoint other : List.of(
                endpoint("https://new.example.org/api", "0123456789ABCDEF"),
                endpoint("https://cloud.example.org/api", "another"))) {
            assertThat(refused.contains(ALICE, other, recogniser.attempt(ALICE, "old")))
                    .isFalse();
        }
        Endpoint other = endpoint("https://new.example.org/api", "0123456789ABCDEF");
        refused.add(ALICE, other, recogniser.attempt(ALICE, "other"));
        assertThat(isRefused(ALICE, "old")).as("that was the former cloud").isFalse();
    }

    @Test
    void nothingIsRememberedWithoutATtl() {
        RefusedPasswords none = new RefusedPasswords(Duration.ZERO, clock);
        none.add(ALICE, ENDPOINT, recogniser.attempt(ALICE, "old"));

        assertThat(none.contains(ALICE, ENDPOINT, recogniser.attempt(ALICE, "old")))
                .isFalse();
    }
}
