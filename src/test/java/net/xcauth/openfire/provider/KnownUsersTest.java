package net.xcauth.openfire.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import net.xcauth.core.store.StoredUser.StoredExistence;
import org.junit.jupiter.api.Test;

class KnownUsersTest {
    private static final Instant EARLY = Instant.ofEpochSecond(1_000);
    private static final Instant LATE = Instant.ofEpochSecond(2_000);

    private final KnownUsers users = new KnownUsers();

    @Test
    void areListedInOrderAndPaged() {
        users.add("carol", EARLY, EARLY);
        users.add("alice", EARLY, EARLY);
        users.add("bob", EARLY, EARLY);
        assertThat(users.count()).isEqualTo(3);
        assertThat(users.list(user -> true, 0, 10)).containsExactly("alice", "bob", "carol");
        assertThat(users.list(user -> true, 1, 1)).containsExactly("bob");
        assertThat(users.list(user -> !user.equals("alice"), 1, 5)).containsExactly("carol");
        assertThat(users.list(user -> true, 3, 5)).isEmpty();
    }

    @Test
    void rememberWhenTheyWereFirstSeenAndLastConfirmed() {
        assertThat(users.add("alice", LATE, LATE)).isTrue();
        assertThat(users.add("alice", EARLY, EARLY)).isFalse();
        assertThat(users.firstSeen("alice")).contains(EARLY);
        assertThat(users.confirmed("alice")).isEqualTo(LATE);
    }

    @Test
    void theLatestAreTheMostRecentlyConfirmed() {
        users.add("alice", EARLY, LATE);
        users.add("bob", EARLY, EARLY);
        users.add("carol", EARLY, LATE.plusSeconds(1));
        assertThat(users.latest(2)).containsExactly("carol", "alice");
        assertThat(users.latest(5)).containsExactly("carol", "alice", "bob");
    }

    @Test
    void anUnknownUserWasNeverSeenAndNeverConfirmed() {
        assertThat(users.firstSeen("alice")).isEmpty();
        assertThat(users.confirmed("alice")).isEqualTo(Instant.MIN);
        assertThat(users.remove("alice")).isFalse();
    }

    @Test
    void aRemovedUserIsUnknown() {
        users.add("alice", EARLY, EARLY);
        assertThat(users.remove("alice")).isTrue();
        assertThat(users.firstSeen("alice")).isEmpty();
    }

    @Test
    void takeOverTheStoredUsers() {
        users.merge(Map.of("alice", new StoredExistence(true, LATE, EARLY)), LATE);
        assertThat(users.firstSeen("alice")).contains(EARLY);
        assertThat(users.confirmed("alice")).isEqualTo(LATE);
    }

    @Test
    void usersWhoAreNotStoredAreRemovedUnlessConfirmedRecently() {
        users.add("gone", EARLY, EARLY);
        users.add("new", LATE, LATE);
        users.merge(Map.of(), LATE);
        assertThat(users.list(user -> true, 0, 10)).containsExactly("new");
    }
}
