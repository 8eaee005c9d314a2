package net.xcauth.core.auth;

import static net.xcauth.core.auth.Outcome.Decision.CANNOT_TELL;
import static net.xcauth.core.auth.Outcome.Decision.NO;
import static net.xcauth.core.auth.Outcome.Decision.YES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Cause;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Accounts that are disabled or deleted in the cloud, and the events for that. */
class EndedAccountsTest extends LoginFixture {
    @Nested
    class EndedAccounts {
        private void disableAlice() {
            login("alice", "wonderland");
            login("alice", "app-password");
            pass(Duration.ofHours(2));
            cloud.disable("alice");
        }

        @Test
        void areRefusedWithTheReason() {
            disableAlice();
            Outcome outcome = login("alice", "wonderland");
            assertOutcome(outcome, NO, Reason.CLOUD);
            assertThat(outcome.why()).contains("account disabled");
        }

        @Test
        void haveNoValidPasswordsEvenDuringAnOutage() {
            disableAlice();
            login("alice", "wonderland");
            cloud.fail(Cause.CONNECT);
            pass(Duration.ofHours(1));
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
            assertOutcome(login("alice", "app-password"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void doNotIncludeAccountsThatNowNeedAnAppPassword() {
            login("alice", "wonderland");
            pass(Duration.ofHours(2));
            cloud.requireAppPassword("alice");
            assertOutcome(login("alice", "wonderland"), NO, Reason.CLOUD);
            assertOutcome(login("alice", "guessed"), NO, Reason.CLOUD);
            pass(Duration.ofHours(1));
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "wonderland"), YES, Reason.LAST_KNOWN);
        }

        @Test
        void haveNoValidTokens() {
            login("alice", "wonderland");
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
            cloud.disable("alice");
            login("alice", "app-password");
            assertThat(login("alice", TOKEN).decision()).isEqualTo(NO);
        }

        @Test
        void haveNoValidTokensIfDeleted() {
            cloud.delete("alice");
            exists("alice");
            assertThat(login("alice", TOKEN).decision()).isEqualTo(NO);
        }

        @Test
        void haveValidTokensAtOnceIfCreatedLater() {
            cloud.delete("alice");
            assertOutcome(exists("alice"), NO, Reason.CLOUD);
            cloud.allow("alice", "wonderland");
            pass(Duration.ofSeconds(30));
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
        }

        @Test
        void areValidAgainOnceTheCloudAcceptsThem() {
            disableAlice();
            login("alice", "wonderland");
            cloud.enable("alice");
            assertOutcome(login("alice", "app-password"), YES, Reason.CLOUD);
            pass(Duration.ZERO);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
            clock.advance(Duration.ofHours(-2));
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
        }

        @Test
        void countAsGuesses() {
            disableAlice();
            for (int i = 0; i < 10; i++) {
                login("alice", "wrong" + i);
            }
            assertOutcome(login("alice", "unknown"), CANNOT_TELL, Reason.GUESSES);
        }
    }

    @Nested
    class EndOfAccess {
        @Test
        void isReportedOnceWhenAnAccountIsDisabledAndAgainIfItWasEnabledInBetween() {
            login("alice", "wonderland");
            cloud.disable("alice");
            pass(Duration.ofDays(1));
            login("alice", "wonderland");
            pass(Duration.ofMinutes(10));
            login("alice", "app-password");
            assertThat(events).containsExactly("alice@example.org DISABLED");
            cloud.enable("alice");
            pass(Duration.ofHours(2));
            assertThat(login("alice", "wonderland").decision()).isEqualTo(YES);
            cloud.disable("alice");
            pass(Duration.ofDays(1));
            login("alice", "wonderland");
            assertThat(events).containsExactly("alice@example.org DISABLED", "alice@example.org DISABLED");
        }

        @Test
        void isReportedWhenAPasswordThatWasRightIsRefused() throws Exception {
            login("alice", "wonderland");
            cloud.allow("alice", "changed");
            pass(Duration.ofDays(1));
            login("alice", "wonderland");
            login("alice", "wonderland");
            login("alice", "never right");
            Eventually.until("reported", () -> !events.isEmpty());
            assertThat(events).containsExactly("alice@example.org password");
        }

        @Test
        void isReportedWhenAPasswordSupersedesAnother() {
            login("alice", "wonderland");
            assertThat(events).isEmpty();
            login("alice", "app-password");
            assertThat(events).containsExactly("alice@example.org password");
        }

        @Test
        void isReportedOnceWhenARosterShowsADeletionThatTheCloudConfirms() throws Exception {
            login("alice", "wonderland");
            cloud.delete("alice");
            await(authenticator.sharedRoster("alice", DOMAIN));
            await(authenticator.sharedRoster("alice", DOMAIN));
            pass(Duration.ofMinutes(1));
            exists("alice");
            assertThat(events).isEmpty();
            pass(Duration.ofMinutes(9));
            authenticator.confirmMissing();
            await(authenticator.sharedRoster("alice", DOMAIN));
            assertThat(events).containsExactly("alice@example.org DELETED");
        }

        @Test
        void isNotReportedForUnknownUsersAndWrongPasswords() {
            exists("zoe");
            await(authenticator.sharedRoster("zoe", DOMAIN));
            login("zoe", "guess");
            login("alice", "guess");
            login("alice", "another guess");
            assertThat(events).isEmpty();
        }
    }

    @Test
    void theStateOfAnAccountShowsWhetherItIsEnabledAndWhenAPasswordChanged() throws Exception {
        assertThat(account("alice")).isEqualTo(new AccountState(Optional.empty(), Optional.empty()));
        login("alice", "wonderland");
        assertThat(account("alice")).isEqualTo(new AccountState(Optional.of(true), Optional.empty()));
        cloud.disable("alice");
        pass(Duration.ofDays(1));
        Instant disabled = clock.instant();
        login("alice", "wonderland");
        assertThat(account("alice")).isEqualTo(new AccountState(Optional.of(false), Optional.of(disabled)));
        cloud.enable("alice");
        pass(Duration.ofHours(2));
        login("alice", "wonderland");
        assertThat(account("alice")).isEqualTo(new AccountState(Optional.of(true), Optional.of(disabled)));
        exists("bob");
        cloud.delete("bob");
        pass(Duration.ofMinutes(15));
        exists("bob");
        assertThat(account("bob").enabled()).as("not confirmed").contains(true);
        pass(Duration.ofMinutes(10));
        authenticator.confirmMissing();
        assertThat(account("bob").enabled()).contains(false);
    }

    private AccountState account(String user) {
        return await(authenticator.account(user, DOMAIN));
    }
}
