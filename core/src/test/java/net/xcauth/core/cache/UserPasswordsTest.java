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

/** Merging the stored state with that of this process. */
class UserPasswordsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final Duration DAY = Duration.ofDays(1);

    private final UserPasswords passwords = new UserPasswords();

    @Test
    void ignoreARefusedPasswordThatIsStillStored() {
        StoredUser stored = stored(1, row("refused"), row("right"));
        passwords.loaded(stored, NOW);
        assertThat(passwords.all()).hasSize(2);
        passwords.remove(find("refused"));
        // Read before the row was deleted.
        passwords.loaded(stored, NOW);
        assertThat(passwords.all()).extracting(CachedPassword::hash).containsExactly(Optional.of("right"));
    }

    @Test
    void areNotValidIfReadBeforeANewerPasswordWasSaved() {
        passwords.loaded(stored(1, row("old")), NOW);
        StoredUser readBefore = stored(1, row("old"));
        CachedPassword added = accept(1);
        long change = passwords.nextChange();
        passwords.loaded(readBefore, NOW);
        assertThat(added.isSuperseded()).isFalse();
        assertThat(find("old").isSuperseded()).isTrue();

        added.hash("new");
        added.stored();
        passwords.saved(change, 2);
        passwords.loaded(readBefore, NOW);
        assertThat(find("old").isSuperseded()).isTrue();
        passwords.loaded(stored(2, superseded("old"), row("new")), NOW);
        assertThat(find("old").isSuperseded()).isTrue();
        assertThat(find("new").isSuperseded()).isFalse();
    }

    @Test
    void areNotValidIfAnotherProcessHasIntervened() {
        Sent before = passwords.sent(1);
        passwords.loaded(stored(7, row("elsewhere")), NOW);
        CachedPassword here = accept(before, Proof.UNKNOWN).orElseThrow().password();
        assertThat(here.isSuperseded()).isTrue();
        assertThat(find("elsewhere").isSuperseded()).isTrue();

        CachedPassword later = accept(2);
        assertThat(later.isSuperseded()).isFalse();
        assertThat(here.isSuperseded()).isTrue();
    }

    @Test
    void ignoreTheYesToARequestSentBeforeTheLastAnsweredOne() {
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
    void acceptTheYesToAnEarlierRequestForAnAppPasswordUnlessAllWereUnconfirmedSince() {
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
    void doNotTrustAnAppPasswordIfAnotherProcessMayHaveUnconfirmedAll() {
        Sent before = passwords.sent(1);
        passwords.loaded(stored(7, row("elsewhere")), NOW);
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
    void treatATimeInTheFutureAsExpired() {
        Instant later = NOW.plus(Duration.ofHours(1));
        passwords.loaded(stored(1, new StoredPassword("ahead", later, later, later, false)), NOW);
        assertThat(find("ahead").useIfVerified(NOW, DAY)).isFalse();
        assertThat(find("ahead").useIfVerified(later, DAY)).isTrue();

        passwords.loaded(stored(1, new StoredPassword("ahead", later, NOW, NOW, false)), NOW);
        assertThat(find("ahead").useIfVerified(NOW, DAY)).isTrue();
        passwords.loaded(stored(1, new StoredPassword("ahead", later, later, later, false)), NOW);
        assertThat(find("ahead").useIfVerified(NOW, DAY))
                .as("verified here before")
                .isTrue();
    }

    @Test
    void areRemovedIfAnotherProcessHasRemovedThem() {
        passwords.loaded(stored(1, row("refused"), row("right")), NOW);
        passwords.loaded(stored(2, row("right")), NOW);
        assertThat(passwords.all()).containsExactly(find("right"));
    }

    @Test
    void areReadAgainIfTheyAreNotStoredAlthoughTheyWere() {
        passwords.loaded(stored(1, row("moved")), NOW);
        assertThat(passwords.isLoaded()).isTrue();
        passwords.nextChange();
        passwords.loaded(stored(2), NOW);
        assertThat(passwords.isLoaded()).isFalse();
        assertThat(find("moved").isSuperseded()).isTrue();
    }

    @Test
    void areRemovedOnceTheyCanNeverBeValidAgain() {
        Instant longAgo = NOW.minus(CachePolicy.defaults().longestTtl());
        passwords.loaded(stored(1, verified(longAgo, Proof.APP_PASSWORD)), NOW);
        CachedPassword added = accept(1);
        assertThat(passwords.all()).containsExactly(added);
    }

    @Test
    void areAPairIfAnotherProcessHasFoundSo() {
        passwords.loaded(stored(1, superseded("one"), row("other")), NOW);
        acceptAgain("one");
        assertThat(find("other").isSuperseded()).isTrue();

        passwords.loaded(stored(2, pair("one", "other"), superseded("one"), row("other")), NOW);
        acceptAgain("one");
        assertThat(find("other").isSuperseded()).isFalse();
    }

    @Test
    void changedWhenAnotherProcessSaysSo() {
        assertThat(passwords.changed()).isEmpty();
        StoredOrder order = new StoredOrder(1, 1, 0, Optional.of(NOW), new Rivals<>());
        passwords.loaded(new StoredUser(Optional.empty(), List.of(), order, 1, Optional.empty()), NOW);
        assertThat(passwords.changed()).contains(NOW);
    }

    private void acceptAgain(String hash) {
        assertThat(passwords.accepted(
                        find(hash)::equals, passwords.sent(1), Proof.UNKNOWN, NOW, CachePolicy.defaults(), added -> {}))
                .isPresent();
    }

    /** The rivalry of two passwords that the cloud has accepted alternately. */
    private static Rivals<String> pair(String one, String other) {
        Rivals<String> rivals = new Rivals<>();
        for (List<String> each : List.of(List.of(one, other), List.of(other, one), List.of(one, other))) {
            rivals.accepted(
                    each.get(0),
                    Proof.UNKNOWN,
                    each.subList(1, 2),
                    password -> false,
                    password -> NOW,
                    password -> Proof.UNKNOWN,
                    NOW);
        }
        return rivals;
    }

    @Test
    void keepTheLaterVerificationAndItsKind() {
        passwords.loaded(stored(1, verified(NOW, Proof.APP_PASSWORD)), NOW);
        passwords.loaded(stored(1, verified(NOW.minusSeconds(1), Proof.LOGIN_PASSWORD)), NOW);
        assertThat(find("hash").verified()).isEqualTo(NOW);
        assertThat(find("hash").proof()).isEqualTo(Proof.APP_PASSWORD);

        Instant later = NOW.plusSeconds(1);
        passwords.loaded(stored(1, verified(later, Proof.LOGIN_PASSWORD)), later);
        assertThat(find("hash").verified()).isEqualTo(later);
        assertThat(find("hash").proof()).isEqualTo(Proof.LOGIN_PASSWORD);
    }

    private static StoredPassword verified(Instant at, Proof proof) {
        return new StoredPassword("hash", NOW, at, at, false, proof);
    }

    private CachedPassword accept(long question) {
        return accept(passwords.sent(question), Proof.UNKNOWN).orElseThrow().password();
    }

    private Optional<UserPasswords.Acceptance> accept(Sent sent, Proof proof) {
        return passwords.accepted(password -> false, sent, proof, NOW, CachePolicy.defaults(), added -> {});
    }

    private CachedPassword find(String hash) {
        return passwords.all().stream()
                .filter(password -> password.hash().equals(Optional.of(hash)))
                .findAny()
                .orElseThrow();
    }

    private static StoredUser stored(long revision, StoredPassword... rows) {
        return stored(revision, new Rivals<>(), rows);
    }

    private static StoredUser stored(long revision, Rivals<String> rivals, StoredPassword... rows) {
        return new StoredUser(
                Optional.empty(),
                List.of(rows),
                new StoredOrder(revision, revision, 0, Optional.empty(), rivals),
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
