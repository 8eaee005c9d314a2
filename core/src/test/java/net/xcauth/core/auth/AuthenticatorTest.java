package net.xcauth.core.auth;

import static net.xcauth.core.auth.Outcome.Decision.CANNOT_TELL;
import static net.xcauth.core.auth.Outcome.Decision.NO;
import static net.xcauth.core.auth.Outcome.Decision.YES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins without a cached answer, and existence. */
class AuthenticatorTest extends LoginFixture {
    @Nested
    class WithoutCache {
        @Test
        void refusesAnEmptyUserOrPasswordWithoutQueryingTheCloud() {
            assertOutcome(login("", "wonderland"), NO, Reason.EMPTY);
            assertOutcome(login("alice", ""), NO, Reason.EMPTY);
            assertOutcome(exists(""), NO, Reason.EMPTY);
            assertThat(cloud.requests()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\0", "a\0b", "\n", "\r\n", "\t", "\u007f", "\u0085", "alice\0"})
        void refusesControlCharactersWithoutQueryingTheCloud(String text) {
            assertOutcome(login(text, "wonderland"), NO, Reason.MALFORMED);
            assertOutcome(login("alice", text), NO, Reason.MALFORMED);
            assertOutcome(exists(text), NO, Reason.MALFORMED);
            assertThat(cloud.requests()).isZero();
        }

        @Test
        void acceptsAValidTokenWithoutQueryingTheCloud() {
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
            assertThat(cloud.requests()).isZero();
        }

        @Test
        void ignoresTheCaseOfTheUserOfAToken() {
            assertOutcome(await(authenticator.authenticate("ALICE", "Example.ORG", TOKEN)), YES, Reason.TOKEN);
        }

        /** Signed as JSXC knows the user, and as the server escapes the name. */
        @ParameterizedTest
        @ValueSource(strings = {"ALz$%6YvZnCqd6B$pWMAfzwhJWVT/xA", "A$bq0Tv4t+/wVc%0pZj9v%chJWVT/xA"})
        void acceptsATokenWhetherTheUserIsSignedEscapedOrNot(String token) {
            assertOutcome(login("o\\27hara\\20smith", token), YES, Reason.TOKEN);
        }

        @Test
        void acceptsATokenOfAKnownUserWithoutQueryingTheCloudHoweverLongAgoTheUserWasSeen() {
            exists("alice");
            pass(Duration.ofMinutes(30));
            cloud.requests();
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
            assertThat(cloud.requests()).isZero();
        }

        @Test
        void doesNotCacheTokensSoThatAnExpiredOneIsRefused() {
            login("alice", TOKEN);
            pass(Duration.ofHours(2));
            assertOutcome(login("alice", TOKEN), NO, Reason.CLOUD);
        }

        @Test
        void sendsAnExpiredTokenToTheCloudLikeAnyPassword() {
            pass(Duration.ofHours(2));
            login("alice", TOKEN);
            assertThat(cloud.requests()).isOne();
        }

        @Test
        void queriesTheCloudAboutAnUnknownPassword() {
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
            assertOutcome(login("bob", "wrong"), NO, Reason.CLOUD);
        }

        @Test
        void unescapesTheUserNameForTheCloud() {
            cloud.allow("o'hara smith", "pw");
            assertOutcome(login("o\\27hara\\20smith", "pw"), YES, Reason.CLOUD);
            assertThat(cloud.lastAccount()).isEqualTo("o'hara smith");
        }

        @Test
        void cannotTellForADomainWithoutACloud() {
            Outcome outcome = await(authenticator.authenticate("alice", "unknown.org", "wonderland"));
            assertOutcome(outcome, CANNOT_TELL, Reason.UNREACHABLE);
            assertThat(outcome.why()).contains("unknown.org");
        }

        @Test
        void hasNoRostersForADomainWithoutACloud() {
            assertThat(await(authenticator.sharedRoster("alice", "unknown.org")))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            failure -> assertThat(failure.cause()).isEqualTo(Cause.NO_ENDPOINT));
            assertThat(await(authenticator.refreshRosters("unknown.org"))).isFalse();
        }

        @Test
        void remembersNothingIfThePolicyDisablesIt() {
            authenticator = create(withoutPasswords());
            login("alice", "wonderland");
            login("alice", "wonderland");
            assertThat(cloud.requests()).isEqualTo(2);
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
        }
    }

    @Nested
    class Existence {
        @Test
        void queriesTheCloudOnceWithinTheTtl() {
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
            pass(Duration.ofMinutes(14));
            assertOutcome(exists("alice"), YES, Reason.CACHED);
            pass(Duration.ofMinutes(1));
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
        }

        @Test
        void remembersAnUnknownUserForTheShorterTtl() {
            assertOutcome(exists("zoe"), NO, Reason.CLOUD);
            pass(Duration.ofSeconds(29));
            assertOutcome(exists("zoe"), NO, Reason.CACHED);
            cloud.allow("zoe", "pw");
            pass(Duration.ofSeconds(1));
            assertOutcome(exists("zoe"), YES, Reason.CLOUD);
        }

        @Test
        void isAlsoLearnedFromOtherRequests() {
            authenticator.learnExistence("Space\\20Cadet", DOMAIN, true);
            assertOutcome(exists("space cadet"), YES, Reason.CACHED);
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
            authenticator.learnExistence("alice", DOMAIN, false);
            assertOutcome(exists("alice"), YES, Reason.UNCONFIRMED);
            authenticator.learnExistence("zoe", DOMAIN, false);
            assertOutcome(exists("zoe"), NO, Reason.CACHED);
            authenticator.learnExistence("alice", DOMAIN, true);
            pass(Duration.ofMinutes(14));
            assertOutcome(exists("alice"), YES, Reason.CACHED);
            pass(Duration.ofMinutes(1));
            cloud.fail(Cause.CONNECT);
            assertOutcome(exists("space cadet"), YES, Reason.LAST_KNOWN);
        }

        @Test
        void givesTheLastKnownAnswerWhileTheCloudIsUnreachable() {
            exists("alice");
            exists("zoe");
            cloud.fail(Cause.MAINTENANCE);
            pass(Duration.ofDays(6));
            assertOutcome(exists("alice"), YES, Reason.LAST_KNOWN);
            assertOutcome(exists("zoe"), NO, Reason.LAST_KNOWN);
            pass(Duration.ofDays(1));
            assertOutcome(exists("alice"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void cannotTellAboutAnUnknownUser() {
            cloud.fail(Cause.CONNECT);
            assertOutcome(exists("alice"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void cannotTellForADomainWithoutACloud() {
            Outcome outcome = await(authenticator.exists("alice", "unknown.org"));
            assertOutcome(outcome, CANNOT_TELL, Reason.UNREACHABLE);
            assertThat(outcome.why()).contains("unknown.org");
        }

        @Test
        void treatsASuccessfulLoginAsAPositiveAnswer() {
            login("alice", "wonderland");
            cloud.requests();
            assertOutcome(exists("alice"), YES, Reason.CACHED);
            assertThat(cloud.requests()).isZero();
        }

        @Test
        void doesNotTreatARefusedLoginAsANegativeAnswer() {
            login("alice", "wrong");
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
        }
    }
}
