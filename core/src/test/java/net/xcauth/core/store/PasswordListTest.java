package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.Test;

/** How what several processes learn of one user's passwords adds up. */
class PasswordListTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final int LIMIT = 3;

    private final PasswordList list = new PasswordList(List.of());

    @Test
    void aNewPasswordSupersedesAllOthers() {
        accept("old", 0);
        accept("new", 10);

        assertThat(list.newestFirst()).extracting(StoredPassword::hash).containsExactly("new", "old");
        assertThat(list.newestFirst()).extracting(StoredPassword::superseded).containsExactly(false, true);
    }

    @Test
    void aSupersededPasswordCountsAgainOnceItIsVerified() {
        accept("one", 0);
        accept("two", 10);
        apply(new Change.Verified(ALICE, "one", at(20), at(21)));

        assertThat(find("one")).isEqualTo(new StoredPassword("one", at(0), at(21), at(21), false));
        assertThat(find("two").superseded()).isFalse();
    }

    @Test
    void aYesThatWasAskedForBeforeANewerPasswordCameInProvesNothing() {
        accept("old", 0);
        accept("new", 10);
        apply(new Change.Verified(ALICE, "old", at(9), at(11)));

        assertThat(find("old").superseded()).isTrue();
        assertThat(find("old").verified()).isEqualTo(at(0));
    }

    @Test
    void ofTwoPasswordsThatCameInAtOnceNeitherCounts() {
        accept("first", 10);
        apply(new Change.Accepted(ALICE, "second", at(9), at(11)));

        assertThat(list.newestFirst()).extracting(StoredPassword::hash).containsExactly("first");
        assertThat(find("first").superseded()).isTrue();
    }

    @Test
    void aPasswordThatCouldNotBeHashedStillSupersedes() {
        accept("old", 0);
        apply(new Change.Accepted(ALICE, null, at(10), at(11)));

        assertThat(list.newestFirst()).hasSize(1);
        assertThat(find("old").superseded()).isTrue();
    }

    @Test
    void theLeastRecentlyUsedLeavesWhenThereAreTooMany() {
        accept("one", 0);
        accept("two", 1);
        accept("three", 2);
        apply(new Change.Used(ALICE, "one", at(5)));
        accept("four", 6);

        assertThat(list.newestFirst()).extracting(StoredPassword::hash).containsExactly("four", "three", "one");
    }

    @Test
    void useIsNeverSetBack() {
        accept("one", 0);
        apply(new Change.Used(ALICE, "one", at(9)));
        apply(new Change.Used(ALICE, "one", at(5)));

        assertThat(find("one").used()).isEqualTo(at(9));
    }

    @Test
    void aRefusedPasswordIsGoneAndOnlyThat() {
        accept("one", 0);
        accept("two", 1);
        apply(new Change.Refused(ALICE, "two"));

        assertThat(list.newestFirst()).extracting(StoredPassword::hash).containsExactly("one");
    }

    @Test
    void whatIsSaidOfAPasswordThatIsGoneChangesNothing() {
        apply(new Change.Verified(ALICE, "gone", at(1), at(2)));
        apply(new Change.Used(ALICE, "gone", at(3)));

        assertThat(list.newestFirst()).isEmpty();
    }

    private void accept(String hash, int second) {
        apply(new Change.Accepted(ALICE, hash, at(second), at(second)));
    }

    private void apply(Change change) {
        list.apply(change, LIMIT);
    }

    private StoredPassword find(String hash) {
        return list.newestFirst().stream().filter(password -> password.hash().equals(hash)).findFirst().orElseThrow();
    }

    private static Instant at(int second) {
        return NOON.plus(Duration.ofSeconds(second));
    }
}
