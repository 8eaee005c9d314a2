package net.xcauth.core.auth;

import static net.xcauth.core.auth.Outcome.Decision.CANNOT_TELL;
import static net.xcauth.core.auth.Outcome.Decision.NO;
import static net.xcauth.core.auth.Outcome.Decision.YES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.user.UserKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The policy for remembered passwords, sentence by sentence. */
class RememberedPasswordsTest extends LoginFixture {
    @Nested
    class Cached {
        @BeforeEach
        void logInOnce() {
            login("alice", "wonderland");
            cloud.requests();
        }

        @Test
        void acceptsAVerifiedPasswordWithoutQueryingTheCloud() {
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            assertOutcome(login("Alice", "wonderland"), YES, Reason.CACHED);
            assertThat(cloud.requests()).isZero();
        }

        @Test
        void isValidForItsUserAndDomainOnly() {
            assertOutcome(login("bob", "wonderland"), NO, Reason.CLOUD);
            assertOutcome(await(authenticator.authenticate("alice", "other.org", "wonderland")), YES, Reason.CLOUD);
        }

        @Test
        void queriesTheCloudAgainAboutAPasswordUnusedForTheQueryTtl() {
            pass(Duration.ofHours(1));
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void extendsTheQueryTtlByEachUse() {
            for (int i = 0; i < 10; i++) {
                pass(Duration.ofMinutes(50));
                assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            }
        }

        @Test
        void queriesTheCloudAgainAboutAPasswordUnverifiedForTheVerificationTtl() {
            for (int i = 0; i < 47; i++) {
                pass(Duration.ofMinutes(30));
                assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            }
            pass(Duration.ofMinutes(30));
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void recognizesAPasswordByItsBcryptHashOnceTheHmacHasExpired() {
            CachePolicy d = CachePolicy.defaults();
            authenticator = create(new CachePolicy(
                    true,
                    Duration.ofDays(1),
                    d.verificationTtl(),
                    d.unreachableTtl(),
                    4,
                    d.isuserTtl(),
                    d.isuserNegativeTtl(),
                    Duration.ofMinutes(1),
                    100,
                    d.confirmation(),
                    d.appPasswordTtl()));
            login("alice", "wonderland");
            cloud.requests();
            pass(Duration.ofMinutes(2));
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            assertThat(cloud.requests()).isZero();
            pass(Duration.ofMinutes(2));
            assertOutcome(login("alice", "wrong"), NO, Reason.CLOUD);
        }

        @Test
        void removesARefusedPasswordAndRequiresConfirmationOfTheOthers() {
            login("alice", "app-password");
            login("alice", "wonderland");
            cloud.allow("alice", "wonderland");
            pass(Duration.ofHours(1));
            assertOutcome(login("alice", "app-password"), NO, Reason.CLOUD);
            cloud.fail(Cause.CONNECT);
            pass(Duration.ofMinutes(5));
            assertOutcome(login("alice", "app-password"), CANNOT_TELL, Reason.UNREACHABLE);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
            cloud.recover();
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
            cloud.fail(Cause.CONNECT);
            pass(Duration.ofHours(2));
            assertOutcome(login("alice", "wonderland"), YES, Reason.LAST_KNOWN);
        }

        @Test
        void recognizesAPasswordThatMatchedNoneBeforeTheCloudAcceptedIt() {
            pass(Duration.ofHours(2));
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "changed"), CANNOT_TELL, Reason.UNREACHABLE);
            cloud.recover();
            cloud.allow("alice", "changed");
            assertOutcome(login("alice", "changed"), YES, Reason.CLOUD);
            pass(Duration.ofHours(2));
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "changed"), YES, Reason.LAST_KNOWN);
        }

        @Test
        void recognizesAPasswordThatTheCloudHasRefusedInBetween() {
            pass(Duration.ofHours(2));
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "wonderland"), YES, Reason.LAST_KNOWN);
            pass(Duration.ofHours(2));
            cloud.recover();
            cloud.allow("alice", "changed");
            assertOutcome(login("alice", "wonderland"), NO, Reason.CLOUD);
            cloud.allow("alice", "wonderland");
            pass(Duration.ofHours(2));
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
            pass(Duration.ofHours(2));
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "wonderland"), YES, Reason.LAST_KNOWN);
        }

        @Test
        void keepsPasswordsWhenTheCloudRefusesAnUnknownOne() {
            assertOutcome(login("alice", "wrong"), NO, Reason.CLOUD);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
        }

        @Test
        void evictsTheLeastRecentlyUsedPasswordBeyondTheLimit() {
            cloud.allow("alice", "wonderland", "b", "c", "d", "e");
            for (String password : List.of("b", "c", "d")) {
                pass(Duration.ofSeconds(1));
                login("alice", password);
            }
            pass(Duration.ofSeconds(1));
            login("alice", "wonderland");
            pass(Duration.ofSeconds(1));
            login("alice", "e");
            cloud.requests();
            for (String kept : List.of("wonderland", "c", "d")) {
                login("alice", kept);
            }
            assertThat(cloud.requests()).isEqualTo(3);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            // b was the least recently used one and was evicted: as a new password, it supersedes the others.
            assertOutcome(login("alice", "b"), YES, Reason.CLOUD);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }
    }

    @Nested
    class Superseded {
        @Test
        void validatesTwoAppPasswordsSideBySideAfterOneExtraRequestEach() {
            login("alice", "wonderland");
            login("alice", "app-password");
            assertThat(cloud.requests()).isEqualTo(2);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
            assertOutcome(login("alice", "app-password"), YES, Reason.CLOUD);
            for (int i = 0; i < 5; i++) {
                assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
                assertOutcome(login("alice", "app-password"), YES, Reason.CACHED);
            }
        }

        @Test
        void invalidatesTheOldPasswordAtTheFirstLoginWithTheNewOne() {
            login("alice", "wonderland");
            cloud.allow("alice", "new");
            login("alice", "new");
            assertOutcome(login("alice", "wonderland"), NO, Reason.CLOUD);
        }

        @Test
        void invalidatesTheOldPasswordWhenAnEarlierOneIsUsedAgain() {
            for (String password : List.of("a", "b", "a")) {
                cloud.allow("alice", password);
                assertOutcome(login("alice", password), YES, Reason.CLOUD);
            }
            assertOutcome(login("alice", "b"), NO, Reason.CLOUD);
            pass(Duration.ofMinutes(5));
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "b"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void keepsTheOldPasswordInvalidDuringAnOutage() {
            login("alice", "wonderland");
            cloud.allow("alice", "new");
            login("alice", "new");
            cloud.fail(Cause.TIMEOUT);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
            assertOutcome(login("alice", "new"), YES, Reason.CACHED);
        }

        @Test
        void reportsWhenAPasswordWasLastSupersededOrRefused() {
            UserKey alice = new UserKey("alice", DOMAIN);
            login("alice", "wonderland");
            login("alice", "wrong");
            assertThat(authenticator.passwordChanged(alice)).isEmpty();
            pass(Duration.ofMinutes(1));
            login("alice", "app-password");
            Instant superseded = clock.instant();
            assertThat(authenticator.passwordChanged(alice)).contains(superseded);
            pass(Duration.ofHours(2));
            cloud.allow("alice", "app-password");
            assertThat(authenticator.passwordChanged(alice)).contains(superseded);
            login("alice", "wonderland");
            pass(Duration.ZERO);
            assertThat(authenticator.passwordChanged(alice)).contains(clock.instant());
            assertThat(authenticator.passwordChanged(new UserKey("bob", DOMAIN)))
                    .isEmpty();
        }

        @Test
        void ignoresALateYesToAnOldPasswordThatWasSentBeforeTheNewOne() {
            login("alice", "wonderland");
            pass(Duration.ofHours(2));
            cloud.hold();
            CompletableFuture<Outcome> old = authenticator.authenticate("alice", DOMAIN, "wonderland");
            pass(Duration.ofSeconds(1));
            cloud.allow("alice", "new");
            CompletableFuture<Outcome> changed = authenticator.authenticate("alice", DOMAIN, "new");
            releaseInReverse(changed, old);
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
            assertOutcome(login("alice", "new"), YES, Reason.CACHED);
        }

        private void releaseInReverse(CompletableFuture<?> first, CompletableFuture<?> second) {
            cloud.releaseLastFirst();
            await(first);
            await(second);
        }
    }

    @Nested
    class RefusedBefore {
        @Test
        void aPhoneThatRetriesForADayRarelyReachesTheCloud() {
            for (int minute = 0; minute < 24 * 60; minute++) {
                assertThat(login("alice", "old").decision()).isEqualTo(NO);
                passAtOnce(Duration.ofMinutes(1));
            }
            assertThat(cloud.requests()).isLessThan(5 + 24);
        }

        @Test
        void doesNotCountAsAGuess() {
            for (int i = 0; i < 100; i++) {
                login("alice", "old");
            }
            assertThat(cloud.requests()).isOne();
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void endsOnceTheCloudAcceptsAPassword() {
            assertOutcome(login("alice", "old"), NO, Reason.CLOUD);
            assertOutcome(login("alice", "old"), NO, Reason.REFUSED_BEFORE);
            login("alice", "wonderland");
            cloud.allow("alice", "old");
            assertOutcome(login("alice", "old"), YES, Reason.CLOUD);
        }

        @Test
        void appliesDuringAnOutageToo() {
            login("alice", "old");
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "old"), NO, Reason.REFUSED_BEFORE);
        }

        @Test
        void appliesToOneUserOnly() {
            login("alice", "builder");
            assertOutcome(login("bob", "builder"), YES, Reason.CLOUD);
        }
    }
}
