package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.UserRegistry;
import org.junit.jupiter.api.Test;

/** The database's state of a user, which another process may have changed, meets that of this process. */
class ExistenceCacheTest {
    private static final UserKey ALICE = new UserKey("alice", "example.org");
    private static final UserKey ELSEWHERE = new UserKey("alice", "example.net");

    private final ManualClock clock = new ManualClock();
    private final List<UserKey> gone = new ArrayList<>();
    private final ExistenceCache cache = new ExistenceCache(
            CachePolicy.defaults(),
            Persistence.NONE,
            new UserRegistry() {
                @Override
                public boolean knows(UserKey user) {
                    return false;
                }

                @Override
                public long count(String domain) {
                    return 0;
                }

                @Override
                public void gone(UserKey user) {
                    gone.add(user);
                }
            },
            clock);

    /** The present time, which then passes. */
    private Instant tick() {
        Instant now = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        return now;
    }

    private Instant present() {
        cache.present(ALICE);
        return tick();
    }

    private Instant missing() {
        assertThat(cache.absent(ALICE)).isFalse();
        return tick();
    }

    private static StoredUser stored(boolean exists, Instant learned) {
        return stored(exists, learned, Optional.empty());
    }

    private static StoredUser stored(boolean exists, Instant learned, Optional<Instant> missingSince) {
        return new StoredUser(Optional.of(new StoredExistence(exists, learned, learned, missingSince)), List.of());
    }

    @Test
    void theLaterAnswerIsValid() {
        Instant before = tick();
        present();
        cache.loaded(ALICE, stored(false, before));
        assertThat(cache.lastKnown(ALICE)).contains(true);
        cache.loaded(ALICE, stored(false, tick()));
        assertThat(cache.lastKnown(ALICE)).contains(false);
        cache.loaded(ALICE, stored(true, tick()));
        assertThat(cache.lastKnown(ALICE)).contains(true);
    }

    @Test
    void aRepeatedNoAboutAnUnknownNameIsRemembered() {
        assertThat(cache.absent(ALICE)).isTrue();
        assertThat(cache.absent(ALICE)).isTrue();
        assertThat(cache.fresh(ALICE)).contains(false);
    }

    @Test
    void aUserWhomAnotherProcessMissesIsMissingUnlessSeenHereSince() {
        Instant learned = tick();
        Instant missing = tick();
        cache.loaded(ALICE, stored(true, learned, Optional.of(missing)));
        assertThat(cache.isMissing(ALICE)).isTrue();

        present();
        cache.takeOver(Map.of(ALICE, missing));
        assertThat(cache.isMissing(ALICE)).isFalse();
        cache.takeOver(Map.of(ALICE, tick()));
        assertThat(cache.isMissing(ALICE)).isTrue();
    }

    @Test
    void aUserWhomAnotherProcessHasFoundDeletedIsGoneOnce() {
        present();
        StoredUser deleted = stored(false, tick());
        cache.changed(ALICE, deleted);
        cache.changed(ALICE, deleted);
        assertThat(gone).containsExactly(ALICE);
        assertThat(cache.lastKnown(ALICE)).contains(false);
    }

    @Test
    void aMissingUserWhomAnotherProcessHasFoundDeletedIsGoneToo() {
        present();
        missing();
        cache.changed(ALICE, stored(false, tick()));
        assertThat(gone).containsExactly(ALICE);
        assertThat(cache.isMissing(ALICE)).isFalse();
    }

    @Test
    void aUserSeenHereSinceIsNotGone() {
        Instant deleted = tick();
        present();
        cache.changed(ALICE, stored(false, deleted));
        assertThat(gone).isEmpty();
        assertThat(cache.lastKnown(ALICE)).contains(true);
    }

    @Test
    void aUserWhoWasUnknownHereIsNotGone() {
        cache.changed(ALICE, stored(false, tick()));
        assertThat(gone).isEmpty();
    }

    @Test
    void aMissingUserIsBackIfAnotherProcessHasSeenTheUserSince() {
        Instant seen = present();
        missing();
        cache.changed(ALICE, stored(true, seen));
        assertThat(cache.isMissing(ALICE)).isTrue();
        cache.changed(ALICE, stored(true, tick()));
        assertThat(cache.isMissing(ALICE)).isFalse();
        assertThat(gone).isEmpty();
    }

    @Test
    void aUserWhomAnAdministratorHasDeletedFromTheDatabaseIsForgottenAndAnUnknownNameIsNot() {
        present();
        missing();
        cache.changed(ALICE, StoredUser.UNKNOWN);
        assertThat(cache.holds(ALICE)).isFalse();
        cache.absent(ALICE);
        cache.changed(ALICE, StoredUser.UNKNOWN);
        assertThat(cache.lastKnown(ALICE)).contains(false);
        assertThat(gone).isEmpty();
    }

    @Test
    void anotherCloudKnowsNobodyInItsDomain() {
        for (UserKey user : List.of(ALICE, ELSEWHERE)) {
            cache.present(user);
            assertThat(cache.absent(user)).isFalse();
        }
        UserKey bob = new UserKey("bob", "example.net");
        cache.present(bob);
        cache.forgetDomain("example.org");
        assertThat(cache.holds(ALICE)).isFalse();
        assertThat(cache.isMissing(ELSEWHERE)).isTrue();
        assertThat(cache.lastKnown(bob)).contains(true);

        cache.clear();
        assertThat(cache.holds(ELSEWHERE)).isFalse();
    }
}
