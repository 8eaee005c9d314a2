package net.xcauth.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.StoredUser.StoredOrder;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.Test;

/** Changes of several processes to one user's passwords. */
class PasswordListTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final int LIMIT = 3;
    /** The revision of the newest acceptance stored by other processes. */
    private static final long OTHERS = 70;

    private static final long REVISION = 99;

    private PasswordList list = list(List.of(), StoredOrder.none());
    private long questions;

    private static PasswordList list(List<StoredPassword> passwords, StoredOrder order) {
        return new PasswordList(passwords, order, LIMIT, REVISION);
    }

    @Test
    void aNewPasswordSupersedesAllOthers() {
        accept("old", 0);
        accept("new", 10);

        assertThat(list.newestFirst()).extracting(StoredPassword::hash).containsExactly("new", "old");
        assertThat(valid()).containsExactly("new");
        assertThat(list.order().changed()).contains(at(10));
    }

    @Test
    void aSupersededPasswordIsValidAgainOnceItIsAccepted() {
        accept("one", 0);
        accept("two", 10);
        accept("one", 20);

        assertThat(find("one")).isEqualTo(new StoredPassword("one", at(0), at(20), at(20), false));
        assertThat(valid()).containsExactly("one");
    }

    @Test
    void twoPasswordsEachAcceptedAfterTheOtherAreBothValid() {
        accept("one", 0);
        accept("two", 10);
        accept("one", 20);
        accept("two", 30);
        assertThat(valid()).containsExactlyInAnyOrder("one", "two");
        accept("one", 40);
        assertThat(valid()).containsExactlyInAnyOrder("one", "two");
        assertThat(list.order().changed()).contains(at(20));
        accept("three", 50);
        assertThat(valid()).containsExactly("three");
    }

    @Test
    void appPasswordsNeitherSupersedeNorAreSuperseded() {
        accept("login", Proof.LOGIN_PASSWORD, 0);
        accept("phone", Proof.APP_PASSWORD, 10);
        accept("laptop", Proof.APP_PASSWORD, 20);
        assertThat(valid()).containsExactlyInAnyOrder("login", "phone", "laptop");
        assertThat(list.order().changed()).isEmpty();

        accept("changed", Proof.LOGIN_PASSWORD, 30);
        assertThat(valid()).containsExactlyInAnyOrder("changed", "phone", "laptop");
        assertThat(list.order().changed()).contains(at(30));
    }

    @Test
    void onlyTheLoginPasswordAcceptedLastIsValid() {
        for (int i = 0; i < 3; i++) {
            accept("one", Proof.LOGIN_PASSWORD, 20 * i);
            assertThat(valid()).containsExactly("one");
            accept("two", Proof.LOGIN_PASSWORD, 20 * i + 10);
            assertThat(valid()).containsExactly("two");
        }
    }

    @Test
    void everyKindMustBeConfirmedOnceTheCloudRefusesAFormerlyValidPassword() {
        accept("login", Proof.LOGIN_PASSWORD, 0);
        accept("phone", Proof.APP_PASSWORD, 10);
        accept("laptop", Proof.APP_PASSWORD, 20);
        apply(new Change.Refused(ALICE, "phone"));
        apply(new Change.Unconfirmed(ALICE, at(30)));
        assertThat(valid()).isEmpty();

        accept("laptop", Proof.APP_PASSWORD, 40);
        assertThat(valid()).containsExactly("laptop");
        accept("login", Proof.LOGIN_PASSWORD, 50);
        assertThat(valid()).containsExactlyInAnyOrder("login", "laptop");
    }

    @Test
    void aLoginPasswordLeavesAnotherProcessesAppPasswordAlone() {
        list = list(
                List.of(
                        new StoredPassword("phone", at(0), at(0), at(0), false, Proof.APP_PASSWORD),
                        password("first", 10)),
                new StoredOrder(OTHERS, OTHERS, 0, Optional.empty(), new Rivals<>()));
        apply(new Change.Accepted(ALICE, Optional.of("second"), sent(OTHERS - 1), at(11), Proof.LOGIN_PASSWORD));
        assertThat(valid()).containsExactly("phone");
    }

    @Test
    void anAppPasswordIsDoubtfulIfAnotherProcessMayHaveInvalidatedEverythingMeanwhile() {
        list = list(
                List.of(new StoredPassword("phone", at(0), at(0), at(0), false, Proof.APP_PASSWORD)),
                new StoredOrder(OTHERS, OTHERS, 0, Optional.empty(), new Rivals<>()));
        apply(new Change.Accepted(ALICE, Optional.of("laptop"), sent(OTHERS - 1), at(12), Proof.APP_PASSWORD));
        assertThat(valid()).containsExactly("phone");
        apply(new Change.Accepted(ALICE, Optional.of("laptop"), sent(OTHERS), at(13), Proof.APP_PASSWORD));
        assertThat(valid()).containsExactlyInAnyOrder("phone", "laptop");
    }

    @Test
    void anAppPasswordWhoseHashComesLaterSupersedesNothing() {
        accept("login", Proof.LOGIN_PASSWORD, 0);
        apply(new Change.Accepted(ALICE, Optional.empty(), sent(0), at(10), Proof.APP_PASSWORD));
        apply(new Change.Hashed(
                ALICE,
                new StoredPassword("phone", at(10), at(10), at(10), false, Proof.APP_PASSWORD),
                sent(0),
                questions,
                new Rivals<>()));
        assertThat(valid()).containsExactlyInAnyOrder("login", "phone");
    }

    @Test
    void ifQueriesOfTwoProcessesOverlapNeitherPasswordIsValid() {
        otherProcess("first");
        apply(new Change.Accepted(ALICE, Optional.of("second"), sent(OTHERS - 1), at(11)));

        assertThat(list.newestFirst()).extracting(StoredPassword::hash).containsExactlyInAnyOrder("first", "second");
        assertThat(valid()).isEmpty();
    }

    @Test
    void aQuerySentAfterAnotherProcessStoredItsAcceptanceIsNewer() {
        otherProcess("first");
        apply(new Change.Accepted(ALICE, Optional.of("second"), sent(OTHERS), at(-3600)));

        assertThat(valid()).containsExactly("second");
    }

    @Test
    void aValidPasswordIsAcceptedAgainRegardlessOfTheOrderOfQueries() {
        otherProcess("first");
        apply(new Change.Accepted(ALICE, Optional.of("first"), sent(0), at(11)));

        assertThat(valid()).containsExactly("first");
        assertThat(find("first").verified()).isEqualTo(at(11));
    }

    @Test
    void anOlderQueryDoesNotConfirmWhatAnotherProcessHasInvalidated() {
        list = list(
                List.of(new StoredPassword("first", at(0), at(0), at(0), true)),
                new StoredOrder(OTHERS, OTHERS, 0, Optional.of(at(5)), new Rivals<>()));
        apply(new Change.Accepted(ALICE, Optional.of("first"), sent(OTHERS - 1), at(11)));
        assertThat(valid()).isEmpty();

        apply(new Change.Accepted(ALICE, Optional.of("first"), sent(OTHERS), at(12)));
        assertThat(valid()).containsExactly("first");
    }

    @Test
    void storingChangesTwiceMakesNoDifference() {
        List<Change> changes = new ArrayList<>(List.of(
                new Change.Accepted(ALICE, Optional.of("one"), sent(0), at(0)),
                new Change.Accepted(ALICE, Optional.of("two"), sent(0), at(1)),
                new Change.Accepted(ALICE, Optional.empty(), sent(0), at(2))));
        changes.add(new Change.Hashed(ALICE, password("three", 2), new Sent(questions, 0), questions, new Rivals<>()));
        changes.forEach(this::apply);
        apply(new Change.Accepted(ALICE, Optional.of("one"), sent(0), at(3)));
        List<StoredPassword> once = list.newestFirst();
        changes.forEach(this::apply);

        assertThat(list.newestFirst()).isEqualTo(once);
        assertThat(valid()).containsExactly("one");
    }

    @Test
    void aPasswordSupersedesOthersBeforeItsHashIsComputedAndIsValidWithIt() {
        accept("old", 0);
        apply(new Change.Accepted(ALICE, Optional.empty(), sent(0), at(10)));
        assertThat(list.newestFirst()).hasSize(1);
        assertThat(valid()).isEmpty();

        apply(new Change.Hashed(ALICE, password("new", 10), new Sent(questions, 0), questions, new Rivals<>()));
        assertThat(valid()).containsExactly("new");
    }

    @Test
    void aHashedPasswordIsNotValidIfAnotherOneWasAcceptedSince() {
        apply(new Change.Accepted(ALICE, Optional.empty(), sent(0), at(0)));
        long first = questions;
        accept("newer", 10);
        apply(new Change.Hashed(ALICE, password("older", 0), new Sent(first, 0), first, new Rivals<>()));
        assertThat(valid()).containsExactly("newer");

        otherProcess("elsewhere");
        apply(new Change.Hashed(ALICE, password("here", 0), sent(OTHERS - 1), questions, new Rivals<>()));
        assertThat(valid()).containsExactly("elsewhere");
    }

    @Test
    void passwordsLeftValidByAnOlderVersionAreNotAPair() {
        list = list(List.of(password("one", 0), password("two", 1)), StoredOrder.none());
        accept("one", 10);

        assertThat(valid()).containsExactly("one");
    }

    @Test
    void theLeastRecentlyUsedIsRemovedWhenThereAreTooMany() {
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
    void onlyTheRefusedPasswordIsRemoved() {
        accept("one", 0);
        accept("two", 1);
        apply(new Change.Refused(ALICE, "two"));

        assertThat(list.newestFirst()).extracting(StoredPassword::hash).containsExactly("one");
    }

    @Test
    void changesToARemovedPasswordHaveNoEffect() {
        apply(new Change.Used(ALICE, "gone", at(3)));
        apply(new Change.Unconfirmed(ALICE, at(4)));

        assertThat(list.newestFirst()).isEmpty();
        assertThat(list.order()).isEqualTo(StoredOrder.none());
    }

    /** Another process has stored an acceptance since this one last read. */
    private void otherProcess(String hash) {
        list = list(List.of(password(hash, 10)), new StoredOrder(OTHERS, OTHERS, 0, Optional.empty(), new Rivals<>()));
    }

    private void accept(String hash, int second) {
        apply(new Change.Accepted(ALICE, Optional.of(hash), sent(0), at(second)));
    }

    private void accept(String hash, Proof proof, int second) {
        apply(new Change.Accepted(ALICE, Optional.of(hash), sent(0), at(second), proof));
    }

    private Sent sent(long seen) {
        return new Sent(++questions, seen);
    }

    private void apply(Change change) {
        list.apply(change);
    }

    private List<String> valid() {
        return list.newestFirst().stream()
                .filter(password -> !password.superseded())
                .map(StoredPassword::hash)
                .toList();
    }

    private StoredPassword find(String hash) {
        return list.newestFirst().stream()
                .filter(password -> password.hash().equals(hash))
                .findFirst()
                .orElseThrow();
    }

    private static StoredPassword password(String hash, int second) {
        return new StoredPassword(hash, at(second), at(second), at(second), false);
    }

    private static Instant at(int second) {
        return NOON.plus(Duration.ofSeconds(second));
    }
}
