package net.xcauth.core.auth;

import static net.xcauth.core.auth.Outcome.Decision.CANNOT_TELL;
import static net.xcauth.core.auth.Outcome.Decision.NO;
import static net.xcauth.core.auth.Outcome.Decision.YES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.Occupied;
import net.xcauth.core.cloud.Cause;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logins while the cloud is unreachable or limits requests, and its protection from floods. */
class CloudOutageTest extends LoginFixture {
    @Nested
    class Unreachable {
        @ParameterizedTest
        @EnumSource(
                value = Cause.class,
                names = {
                    "CONNECT",
                    "TIMEOUT",
                    "TLS",
                    "DISCONNECTED",
                    "MAINTENANCE",
                    "HTTP_STATUS",
                    "REDIRECT",
                    "NOT_JSON",
                    "UNEXPECTED_JSON",
                    "TOO_LARGE",
                    "SIGNATURE",
                    "CLOUD_ERROR",
                    "GATEWAY",
                    "REFUSED"
                })
        void acceptsAPasswordVerifiedWithinTheUnreachableTtlDuringAnyOutage(Cause cause) {
            login("alice", "wonderland");
            pass(Duration.ofDays(6));
            cloud.fail(cause);
            assertOutcome(login("alice", "wonderland"), YES, Reason.LAST_KNOWN);
            assertOutcome(login("alice", "other"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void acceptsNoPasswordVerifiedEarlier() {
            login("alice", "wonderland");
            pass(Duration.ofDays(7));
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void doesNotCountUseDuringAnOutageAsVerification() {
            login("alice", "wonderland");
            cloud.fail(Cause.CONNECT);
            pass(Duration.ofDays(6));
            login("alice", "wonderland");
            pass(Duration.ofDays(1));
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
        }
    }

    /** Anyone can provoke a 429 by guessing: that must not extend a day of remembered access to a week. */
    @Nested
    class Withheld {
        @ParameterizedTest
        @EnumSource(
                value = Cause.class,
                names = {"RATE_LIMITED", "OVERLOAD"})
        void acceptsAPasswordVerifiedWithinADayEvenIfUnused(Cause cause) {
            login("alice", "wonderland");
            cloud.fail(cause);
            pass(Duration.ofDays(1).minusSeconds(1));
            assertOutcome(login("alice", "wonderland"), YES, Reason.WITHHELD);
            assertOutcome(login("alice", "other"), CANNOT_TELL, Reason.WITHHELD);
            pass(Duration.ofSeconds(1));
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.WITHHELD);
        }

        @Test
        void makesNoLoginWaitForBcryptIfThatTakesLonger() {
            login("alice", "wonderland");
            bcryptTakes = Duration.ofMinutes(1);
            pass(Duration.ofHours(2));
            cloud.fail(Cause.RATE_LIMITED);
            Occupied busy = new Occupied(hasher);
            CompletableFuture<Outcome> login = authenticator.authenticate("alice", DOMAIN, "wonderland");
            boolean answered = login.isDone();
            busy.end();

            assertThat(answered).as("answered at once").isTrue();
            assertOutcome(await(login), CANNOT_TELL, Reason.WITHHELD);
        }

        @Test
        void isNeverTreatedAsAnOutage() {
            login("alice", "wonderland");
            pass(Duration.ofDays(2));
            cloud.fail(Cause.RATE_LIMITED);
            for (int i = 0; i < 50; i++) {
                login("user" + i, "pw");
                pass(Duration.ofSeconds(1));
            }
            assertThat(authenticator.unreachable()).doesNotContainValue(true);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.WITHHELD);
        }
    }

    @Nested
    class Protection {
        @Test
        void coalescesConcurrentEqualRequests() {
            cloud.hold();
            List<CompletableFuture<Outcome>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(authenticator.authenticate("alice", DOMAIN, "wonderland"));
                answers.add(authenticator.exists("bob", DOMAIN));
                authenticator.sharedRoster("alice", DOMAIN);
            }
            assertThat(cloud.requests()).isEqualTo(3);
            cloud.release();
            answers.forEach(answer -> assertOutcome(await(answer), YES, Reason.CLOUD));
        }

        @Test
        void sendsDifferentPasswordsOfOneUserSeparately() {
            cloud.hold();
            CompletableFuture<Outcome> right = authenticator.authenticate("alice", DOMAIN, "wonderland");
            CompletableFuture<Outcome> wrong = authenticator.authenticate("alice", DOMAIN, "wrong");
            cloud.release();
            assertOutcome(await(right), YES, Reason.CLOUD);
            assertOutcome(await(wrong), NO, Reason.CLOUD);
        }

        @Test
        void stopsQueryingAfterFiveConsecutiveFailuresConfirmedByAProbe() {
            cloud.fail(Cause.GATEWAY);
            for (int i = 0; i < 20; i++) {
                assertOutcome(login("user" + i, "pw"), CANNOT_TELL, Reason.UNREACHABLE);
            }
            assertThat(cloud.requests()).isEqualTo(5 + 1);
            assertThat(cloud.lastAccount()).startsWith("xcauth-");
        }

        @Test
        void doesNotTreatRostersFromMemoryAsASignOfLife() {
            cloud.fail(Cause.GATEWAY);
            cloud.rosterRemembered = true;
            for (int i = 0; i < 20; i++) {
                login("user" + i, "pw");
                await(authenticator.sharedRoster("user" + i, DOMAIN));
            }
            assertThat(cloud.requests()).isEqualTo(5 + 1);
        }

        @Test
        void doesNotTreatARefreshWithoutARequestAsASignOfLife() {
            cloud.fail(Cause.GATEWAY);
            for (int i = 0; i < 20; i++) {
                login("user" + i, "pw");
                assertThat(await(authenticator.refreshRosters(DOMAIN))).isEqualTo(i < 4);
            }
            assertThat(cloud.requests()).isEqualTo(5 + 1);
        }

        @Test
        void reportsTheCloudAsUnreachableUntilAProbeSucceeds() {
            breakCircuit();
            assertThat(authenticator.unreachable()).isEqualTo(Map.of(ENDPOINT.url(), true));
            cloud.recover();
            pass(Duration.ofSeconds(5));
            assertThat(authenticator.unreachable()).isEqualTo(Map.of(ENDPOINT.url(), false));
        }

        @ParameterizedTest
        @EnumSource(Cause.class)
        void keepsQueryingWhileTheProbeSucceeds(Cause cause) {
            cloud.fail(cause, account -> !account.startsWith("xcauth-") && !account.equals("bob"));
            for (int i = 0; i < 50; i++) {
                login("user" + i, "pw");
                passAtOnce(Duration.ofMillis(200));
            }
            assertOutcome(login("bob", "builder"), YES, Reason.CLOUD);
            assertThat(authenticator.unreachable()).doesNotContainValue(true);
        }

        /** A stranger queries five names a second that make the cloud fail, which requires nothing but mail. */
        @ParameterizedTest
        @EnumSource(
                value = Cause.class,
                names = {"TIMEOUT", "GATEWAY", "DISCONNECTED", "HTTP_STATUS", "CLOUD_ERROR"})
        void refusesNoneOfTwoHundredFirstLoginsWhileAStrangersRequestsFail(Cause cause) {
            cloud.fail(cause, account -> account.startsWith("stranger"));
            for (int i = 0; i < 200; i++) {
                cloud.allow("user" + i, "pw");
            }
            for (int i = 0; i < 100; i++) {
                assertOutcome(exists("stranger" + i % 10), CANNOT_TELL, Reason.UNREACHABLE);
                assertOutcome(login("user" + i, "pw"), YES, Reason.CLOUD);
                assertOutcome(login("user" + (100 + i), "pw"), YES, Reason.CLOUD);
                passAtOnce(Duration.ofMillis(200));
            }
            assertThat(authenticator.unreachable()).doesNotContainValue(true);
        }

        @Test
        void sendsProbesNoMoreOftenThanTheInterval() {
            cloud.fail(Cause.GATEWAY, account -> !account.startsWith("xcauth-"));
            for (int i = 0; i < 100; i++) {
                login("user" + i, "pw");
            }
            assertThat(cloud.requests()).isEqualTo(100 + 1);
        }

        @ParameterizedTest
        @EnumSource(
                value = Cause.class,
                names = {
                    "HTTP_STATUS",
                    "REFUSED",
                    "RATE_LIMITED",
                    "NOT_JSON",
                    "UNEXPECTED_JSON",
                    "CLOUD_ERROR",
                    "SIGNATURE",
                    "REDIRECT",
                    "TOO_LARGE",
                    "OVERLOAD",
                    "OTHER_ACCOUNT"
                })
        void doesNotTreatAnyAnswerAsAnOutage(Cause cause) {
            cloud.fail(cause);
            for (int i = 0; i < 20; i++) {
                assertThat(login("user" + i, "pw").decision()).isEqualTo(CANNOT_TELL);
            }
            assertThat(cloud.requests()).isEqualTo(20);
        }

        @Test
        void spacesOutARequestThatKeepsFailing() {
            cloud.fail(Cause.HTTP_STATUS, "alice"::equals);
            for (int i = 0; i < 600; i++) {
                Outcome failed = exists("alice");
                assertOutcome(failed, CANNOT_TELL, Reason.UNREACHABLE);
                assertThat(failed.detail()).isEqualTo("scripted HTTP_STATUS");
                passAtOnce(Duration.ofSeconds(1));
            }
            // Twice at once, then after 1, 2, 4, 8, 16 and 32 s, then every minute.
            assertThat(cloud.requests()).isBetween(15, 19);
            assertThat(login("alice", "wonderland").detail())
                    .as("another request")
                    .isNotEmpty();
            assertThat(cloud.requests()).isOne();
            assertOutcome(exists("bob"), YES, Reason.CLOUD);
            cloud.recover();
            pass(Duration.ofMinutes(1));
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
        }

        @Test
        void doesNotSpaceOutARequestThatFailedOnceAfterItSucceeded() {
            cloud.fail(Cause.HTTP_STATUS);
            await(authenticator.sharedRoster("alice", DOMAIN));
            cloud.recover();
            await(authenticator.sharedRoster("alice", DOMAIN));
            cloud.fail(Cause.HTTP_STATUS);
            await(authenticator.sharedRoster("alice", DOMAIN));
            await(authenticator.sharedRoster("alice", DOMAIN));
            assertThat(cloud.requests()).isEqualTo(4);
            await(authenticator.sharedRoster("alice", DOMAIN));
            assertThat(cloud.requests()).as("it has failed twice in a row").isZero();
        }

        @Test
        void sendsTheRightPasswordAlthoughAnotherOneKeepsFailing() {
            cloud.fail(Cause.HTTP_STATUS);
            for (int i = 0; i < 5; i++) {
                login("alice", "poison");
            }
            cloud.recover();
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void countsOnlyConsecutiveFailures() {
            for (int i = 0; i < 10; i++) {
                cloud.fail(Cause.TIMEOUT);
                login("user" + i, "pw");
                login("other" + i, "pw");
                cloud.recover();
                login("alice", "wrong" + i);
            }
            assertThat(cloud.requests()).isEqualTo(30);
        }

        @Test
        void doesNotTreatAWrongSecretAsAnOutage() {
            cloud.fail(Cause.SIGNATURE);
            for (int i = 0; i < 20; i++) {
                login("user" + i, "pw");
            }
            assertThat(cloud.requests()).isEqualTo(20);
        }

        @Test
        void probesEveryFiveSecondsWithoutALoginAndRecoversWithOneProbe() {
            breakCircuit();
            pass(Duration.ofSeconds(4));
            login("bob", "builder");
            assertThat(cloud.requests()).isZero();
            pass(Duration.ofSeconds(1));
            login("bob", "builder");
            login("bob", "builder");
            assertThat(cloud.requests()).isOne();
            assertThat(cloud.lastAccount()).startsWith("xcauth-");
            cloud.recover();
            pass(Duration.ofSeconds(5));
            assertThat(cloud.requests()).isOne();
            assertOutcome(login("bob", "builder"), YES, Reason.CLOUD);
            assertOutcome(login("alice", "app-password"), YES, Reason.CLOUD);
            pass(Duration.ofMinutes(1));
            assertThat(cloud.requests()).as("no more probes").isEqualTo(2);
        }

        @Test
        void stopsProbingOnceClosed() {
            breakCircuit();
            authenticator.close();
            pass(Duration.ofSeconds(5));
            pass(Duration.ofSeconds(5));
            assertThat(cloud.requests()).isLessThanOrEqualTo(1);
            assertThat(timers).isEmpty();
        }

        @Test
        void neverMakesALoginWaitForTheProbe() {
            login("alice", "wonderland");
            exists("bob");
            pass(Duration.ofHours(2));
            breakCircuit();
            cloud.hold();
            pass(Duration.ofSeconds(5));
            assertThat(authenticator.authenticate("bob", DOMAIN, "builder")).isDone();
            CompletableFuture<Outcome> known = authenticator.authenticate("alice", DOMAIN, "wonderland");
            assertOutcome(await(known), YES, Reason.LAST_KNOWN);
            assertThat(cloud.requests())
                    .as("the probe is in flight nevertheless")
                    .isOne();
            CompletableFuture<Outcome> existing = authenticator.exists("bob", DOMAIN);
            assertThat(existing).isDone();
            assertOutcome(existing.join(), YES, Reason.LAST_KNOWN);
        }

        @Test
        void learnsOfChangesOnceTheProbeSucceeds() {
            login("alice", "wonderland");
            pass(Duration.ofHours(2));
            breakCircuit();
            cloud.recover();
            cloud.allow("alice", "new");
            cloud.hold();
            pass(Duration.ofSeconds(5));
            assertOutcome(login("alice", "wonderland"), YES, Reason.LAST_KNOWN);
            cloud.release();
            pass(Duration.ofHours(1));
            assertOutcome(login("alice", "wonderland"), NO, Reason.CLOUD);
        }

        @Test
        void servesCachedPasswordsWhileTheCircuitIsOpen() {
            login("alice", "wonderland");
            breakCircuit();
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            assertThat(cloud.requests()).isZero();
        }

        private void breakCircuit() {
            cloud.fail(Cause.CONNECT);
            for (int i = 0; i < 5; i++) {
                login("nobody" + i, "pw");
            }
            cloud.requests();
        }
    }
}
