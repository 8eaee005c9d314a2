package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.Rivals;
import net.xcauth.core.store.StoredPassword;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.StoredUser.StoredOrder;
import org.junit.jupiter.api.Test;

/** How what is stored comes together with what was learned here. */
class UserPasswordsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final Duration DAY = Duration.ofDays(1);

    private final UserPasswords passwords = new UserPasswords();

    @Test
    void bringNothingBackThatIsRefusedAndStillStored() {
        StoredUser stored = stored(1, row("refused"), row("right"));
        passwords.recalled(stored, NOW);
        assertThat(passwords.all()).hasSize(2);
        passwords.remove(find("refused"));
        // Read before the row was deleted.
        passwords.recalled(stored, NOW);
        assertThat(passwords.all()).extracting(CachedPassword::hash).containsExactly("right");
    }

    @Test
    void takeNothingForValidThatWasReadBeforeANewerPasswordWasStored() {
        passwords.recalled(stored(1, row("old")), NOW);
        StoredUser readBefore = stored(1, row("old"));
        CachedPassword added = accept(1);
        long change = passwords.told();
        passwords.recalled(readBefore, NOW);
        assertThat(added.isSuperseded()).isFalse();
        assertThat(find("old").isSuperseded()).isTrue();

        added.hash("new");
        added.stored();
        passwords.stored(change, 2);
        passwords.recalled(readBefore, NOW);
        assertThat(find("old").isSuperseded()).isTrue();
        passwords.recalled(stored(2, superseded("old"), row("new")), NOW);
        assertThat(find("old").isSuperseded()).isTrue();
        assertThat(find("new").isSuperseded()).isFalse();
    }

    @Test
    void takeWhatAnotherProcessAcceptedMeanwhileForDoubtful() {
        Sent before = passwords.sent(1);
        passwords.recalled(stored(7, row("elsewhere")), NOW);
        CachedPassword here = accept(before, Proof.UNKNOWN).orElseThrow().password();
        assertThat(here.isSuperseded()).isTrue();
        assertThat(find("elsewhere").isSuperseded()).isTrue();

        CachedPassword later = accept(2);
        assertThat(later.isSuperseded()).isFalse();
        assertThat(here.isSuperseded()).isTrue();
    }

    @Test
    void areNotChangedByTheYesToAQuestionThatWasSentBeforeTheLastOneThatWasAnswered() {
        Sent older = passwords.sent(1);
        CachedPassword newer = accept(2);
        assertThat(accept(older, Proof.UNKNOWN)).isEmpty();
        assertThat(passwords.all()).containsExactly(newer);

        Sent beforeRefusal = passwords.sent(3);
        passwords.unconfirm(passwords.sent(4), NOW);
        assertThat(passwords.accepted(
                        newer::equals, beforeRefusal, Proof.UNKNOWN, NOW, CachePolicy.defaults(), added -> {}))
                .isEmpty();
        assertThat(newer.isSuperseded()).isTrue();
    }

    @Test
    void takeTheYesToAnOlderQuestionAboutAnAppPasswordUnlessEveryPasswordHadToBeConfirmedSince() {
        Sent older = passwords.sent(1);
        CachedPassword login =
                accept(passwords.sent(2), Proof.LOGIN_PASSWORD).orElseThrow().password();
        CachedPassword app = accept(older, Proof.APP_PASSWORD).orElseThrow().password();
        assertThat(app.isSuperseded()).isFalse();
        assertThat(login.isSuperseded()).isFalse();

        Sent beforeRefusal = passwords.sent(3);
        passwords.unconfirm(passwords.sent(4), NOW);
        assertThat(app.isSuperseded()).isTrue();
        assertThat(accept(beforeRefusal, Proof.APP_PASSWORD)).isEmpty();
        assertThat(accept(passwords.sent(5), Proof.APP_PASSWORD)).isPresent();
    }

    @Test
    void takeAnAppPasswordForDoubtfulIfAnotherProcessMayHaveHadEverythingConfirmedMeanwhile() {
        Sent before = passwords.sent(1);
        passwords.recalled(stored(7, row("elsewhere")), NOW);
        assertThat(accept(before, Proof.APP_PASSWORD).orElseThrow().password().isSuperseded())
                .isTrue();
        assertThat(find("elsewhere").isSuperseded()).isFalse();
        assertThat(accept(passwords.sent(2), Proof.APP_PASSWORD)
                        .orElseThrow()
                        .password()
                        .isSuperseded())
                .isFalse();
    }

    @Test
    void takeATimeInTheFutureForTheOldestThereCanBe() {
        Instant later = NOW.plus(Duration.ofHours(1));
        passwords.recalled(stored(1, new StoredPassword("ahead", later, later, later, false)), NOW);
        assertThat(find("ahead").useIfVerified(NOW, DAY)).isFalse();
        assertThat(find("ahead").useIfVerified(later, DAY)).isTrue();

        passwords.recalled(stored(1, new StoredPassword("ahead", later, NOW, NOW, false)), NOW);
        assertThat(find("ahead").useIfVerified(NOW, DAY)).isTrue();
        passwords.recalled(stored(1, new StoredPassword("ahead", later, later, later, false)), NOW);
        assertThat(find("ahead").useIfVerified(NOW, DAY))
                .as("verified here before")
                .isTrue();
    }

    private CachedPassword accept(long question) {
        return accept(passwords.sent(question), Proof.UNKNOWN).orElseThrow().password();
    }

    private Optional<UserPasswords.Acceptance> accept(Sent sent, Proof proof) {
        return passwords.accepted(password -> false, sent, proof, NOW, CachePolicy.defaults(), added -> {});
    }

    private CachedPassword find(String hash) {
        return passwords.all().stream()
                .filter(password -> hash.equals(password.hash()))
                .findAny()
                .orElseThrow();
    }

    private static StoredUser stored(long revision, StoredPassword... rows) {
        return new StoredUser(
                Optional.empty(),
                List.of(rows),
                new StoredOrder(revision, revision, 0, Optional.empty(), new Rivals<>()),
                revision,
                Optional.empty());
    }

    private static StoredPassword row(String hash) {
        return new StoredPassword(hash, NOW, NOW, NOW, false);
    }

    private static StoredPassword superseded(String hash) {
        return new StoredPassword(hash, NOW, NOW, NOW, true);
    }
}
