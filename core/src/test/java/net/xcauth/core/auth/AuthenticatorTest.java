package net.xcauth.core.auth;

import static net.xcauth.core.auth.Outcome.Decision.CANNOT_TELL;
import static net.xcauth.core.auth.Outcome.Decision.NO;
import static net.xcauth.core.auth.Outcome.Decision.YES;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each sentence of the policy on verifying passwords, as the authenticator keeps it. */
class AuthenticatorTest {
    private static final String DOMAIN = "example.org";
    private static final Endpoint ENDPOINT = new Endpoint.Jsxc(
            URI.create("https://cloud.example.org/api"), List.of(ApiSecret.of("0123456789ABCDEF")), DOMAIN);
    /** Of alice@example.org, signed with the secret above, good until 1700003600. */
    private static final String TOKEN = "AFymaKtRqwvAeSc2yCLDTichJWVT/xA";

    private static final Optional<InetAddress> HOME = Optional.of(InetAddress.getLoopbackAddress());
    private static final Optional<InetAddress> ELSEWHERE = address(new byte[] {(byte) 198, 51, 100, 7});

    private final MovableClock clock = new MovableClock();
    private final ScriptedCloud cloud = new ScriptedCloud();
    private final PasswordHasher hasher = new PasswordHasher(4, 1, 100, () -> 0);
    private final NavigableMap<Instant, Runnable> later = new TreeMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AccountListener news = new AccountListener() {
        @Override
        public void ended(UserKey user, End how) {
            heard.add(user + " " + how);
        }

        @Override
        public void passwordChanged(UserKey user) {
            heard.add(user + " password");
        }
    };
    private Authenticator authenticator;

    @BeforeEach
    void start() {
        authenticator = with(CachePolicy.defaults());
        cloud.allow("alice", "wonderland", "app-password");
        cloud.allow("bob", "builder");
    }

    @AfterEach
    void stop() {
        hasher.close();
    }

    private Authenticator with(CachePolicy policy) {
        return new Authenticator(
                domain -> domain.equals("unknown.org") ? Optional.empty() : Optional.of(ENDPOINT),
                cloud,
                policy,
                hasher,
                Persistence.NONE,
                ProtectionPolicy.defaults(),
                clock,
                DecisionListener.NONE,
                news,
                (delay, task) -> later.put(clock.instant().plus(delay), task));
    }

    private Outcome login(String user, String password) {
        return await(authenticator.authenticate(user, DOMAIN, password));
    }

    private Outcome login(String user, String password, Optional<InetAddress> client) {
        return await(authenticator.authenticate(user, DOMAIN, password, client));
    }

    private Outcome exists(String user) {
        return await(authenticator.exists(user, DOMAIN));
    }

    /** Time passes when what goes on in the background, hashing, is done. */
    private void pass(Duration duration) {
        for (int i = 0; i < 3; i++) {
            // What is compared may be compared with another one next, and hashed then.
            await(hasher.hash("computed after all others"));
        }
        passAtOnce(duration);
    }

    private void passAtOnce(Duration duration) {
        clock.pass(duration);
        while (!later.isEmpty() && !later.firstKey().isAfter(clock.instant())) {
            later.pollFirstEntry().getValue().run();
        }
    }

    private static Optional<InetAddress> address(byte[] bytes) {
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void assertOutcome(Outcome outcome, Decision decision, Reason reason) {
        assertThat(outcome.decision()).as(outcome.toString()).isEqualTo(decision);
        assertThat(outcome.reason()).as(outcome.toString()).isEqualTo(reason);
    }

    @Nested
    class Asked {
        @Test
        void refusesEmptyUserOrPasswordWithoutAsking() {
            assertOutcome(login("", "wonderland"), NO, Reason.EMPTY);
            assertOutcome(login("alice", ""), NO, Reason.EMPTY);
            assertThat(cloud.questions()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\0", "a\0b", "\n", "\r\n", "\t", "\u007f", "\u0085", "alice\0"})
        void refusesControlCharactersWithoutAsking(String text) {
            assertOutcome(login(text, "wonderland"), NO, Reason.MALFORMED);
            assertOutcome(login("alice", text), NO, Reason.MALFORMED);
            assertOutcome(exists(text), NO, Reason.MALFORMED);
            assertThat(cloud.questions()).isZero();
        }

        @Test
        void acceptsAValidTokenWithoutAsking() {
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
            assertThat(cloud.questions()).isZero();
        }

        @Test
        void acceptsATokenInWhateverCaseTheUserIsGiven() {
            assertOutcome(await(authenticator.authenticate("ALICE", "Example.ORG", TOKEN)), YES, Reason.TOKEN);
        }

        @Test
        void doesNotTouchTheCacheWithATokenSoThatAnExpiredOneIsNotRemembered() {
            login("alice", TOKEN);
            pass(Duration.ofHours(2));
            assertOutcome(login("alice", TOKEN), NO, Reason.CLOUD);
        }

        @Test
        void sendsAnExpiredTokenToTheCloudLikeAnyPassword() {
            pass(Duration.ofHours(2));
            login("alice", TOKEN);
            assertThat(cloud.questions()).isOne();
        }

        @Test
        void asksTheCloudAboutAPasswordItDoesNotKnow() {
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
            assertOutcome(login("bob", "wrong"), NO, Reason.CLOUD);
        }

        @Test
        void asksForTheAccountThatAnEscapedUserNameStandsFor() {
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
        void remembersNothingWhereThePolicySaysSo() {
            CachePolicy d = CachePolicy.defaults();
            authenticator = with(new CachePolicy(
                    false,
                    d.queryTtl(),
                    d.verificationTtl(),
                    d.unreachableTtl(),
                    4,
                    d.isuserTtl(),
                    d.isuserNegativeTtl(),
                    d.recognition(),
                    100));
            login("alice", "wonderland");
            login("alice", "wonderland");
            assertThat(cloud.questions()).isEqualTo(2);
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
        }
    }

    @Nested
    class Cached {
        @BeforeEach
        void logInOnce() {
            login("alice", "wonderland");
            cloud.questions();
        }

        @Test
        void acceptsAVerifiedPasswordWithoutAsking() {
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            assertOutcome(login("Alice", "wonderland"), YES, Reason.CACHED);
            assertThat(cloud.questions()).isZero();
        }

        @Test
        void countsForItsUserAndDomainOnly() {
            assertOutcome(login("bob", "wonderland"), NO, Reason.CLOUD);
            assertOutcome(await(authenticator.authenticate("alice", "other.org", "wonderland")), YES, Reason.CLOUD);
        }

        @Test
        void asksAgainAboutAPasswordNotUsedWithinTheQueryTtl() {
            pass(Duration.ofHours(1));
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void countsUsingAPasswordAsUse() {
            for (int i = 0; i < 10; i++) {
                pass(Duration.ofMinutes(50));
                assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            }
        }

        @Test
        void asksAgainAboutAPasswordNotVerifiedWithinTheVerificationTtl() {
            for (int i = 0; i < 47; i++) {
                pass(Duration.ofMinutes(30));
                assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            }
            pass(Duration.ofMinutes(30));
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void stillKnowsAPasswordWhoseHmacIsForgottenByItsBcryptHash() {
            CachePolicy d = CachePolicy.defaults();
            authenticator = with(new CachePolicy(
                    true,
                    Duration.ofDays(1),
                    d.verificationTtl(),
                    d.unreachableTtl(),
                    4,
                    d.isuserTtl(),
                    d.isuserNegativeTtl(),
                    Duration.ofMinutes(1),
                    100));
            login("alice", "wonderland");
            cloud.questions();
            pass(Duration.ofMinutes(2));
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            assertThat(cloud.questions()).isZero();
            pass(Duration.ofMinutes(2));
            assertOutcome(login("alice", "wrong"), NO, Reason.CLOUD);
        }

        @Test
        void forgetsThePasswordThatTheCloudRefusesAndWantsTheOthersConfirmed() {
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
        void keepsPasswordsWhenTheCloudRefusesAWrongOne() {
            assertOutcome(login("alice", "wrong"), NO, Reason.CLOUD);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
        }

        @Test
        void givesAPasswordUpWhenMoreThanAllowedAreKeptStartingWithTheLeastRecentlyUsed() {
            cloud.allow("alice", "wonderland", "b", "c", "d", "e");
            for (String password : List.of("b", "c", "d")) {
                pass(Duration.ofSeconds(1));
                login("alice", password);
            }
            pass(Duration.ofSeconds(1));
            login("alice", "wonderland");
            pass(Duration.ofSeconds(1));
            login("alice", "e");
            cloud.questions();
            for (String kept : List.of("wonderland", "c", "d")) {
                login("alice", kept);
            }
            assertThat(cloud.questions()).isEqualTo(3);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            // b was the least recently used and left: being new again, it supersedes the others.
            assertOutcome(login("alice", "b"), YES, Reason.CLOUD);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }
    }

    @Nested
    class Superseded {
        @Test
        void costsTwoAppPasswordsOneExtraQuestionEachAndThenTheyAreValidSideBySide() {
            login("alice", "wonderland");
            login("alice", "app-password");
            assertThat(cloud.questions()).isEqualTo(2);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
            assertOutcome(login("alice", "app-password"), YES, Reason.CLOUD);
            for (int i = 0; i < 5; i++) {
                assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
                assertOutcome(login("alice", "app-password"), YES, Reason.CACHED);
            }
        }

        @Test
        void killsTheOldPasswordAtTheFirstLoginWithTheNewOne() {
            login("alice", "wonderland");
            cloud.allow("alice", "new");
            login("alice", "new");
            assertOutcome(login("alice", "wonderland"), NO, Reason.CLOUD);
        }

        @Test
        void killsTheOldPasswordWhenAnEarlierOneIsTakenUpAgain() {
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
        void killsTheOldPasswordAlsoDuringAnOutage() {
            login("alice", "wonderland");
            cloud.allow("alice", "new");
            login("alice", "new");
            cloud.fail(Cause.TIMEOUT);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
            assertOutcome(login("alice", "new"), YES, Reason.CACHED);
        }

        @Test
        void tellsWhenAPasswordWasLastSupersededOrRefused() {
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
        void takesNoYesForAnOldPasswordThatWasAskedBeforeTheNewOneCameIn() {
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
        void acceptsAPasswordVerifiedWithinTheUnreachableTtlWhateverKeepsTheCloudFromAnswering(Cause cause) {
            login("alice", "wonderland");
            pass(Duration.ofDays(6));
            cloud.fail(cause);
            assertOutcome(login("alice", "wonderland"), YES, Reason.LAST_KNOWN);
            assertOutcome(login("alice", "other"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void acceptsNoPasswordVerifiedLongerAgo() {
            login("alice", "wonderland");
            pass(Duration.ofDays(7));
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void doesNotTakeUseDuringAnOutageForVerification() {
            login("alice", "wonderland");
            cloud.fail(Cause.CONNECT);
            pass(Duration.ofDays(6));
            login("alice", "wonderland");
            pass(Duration.ofDays(1));
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
        }
    }

    /** Anybody can make the cloud say 429, by guessing: that must not turn a day of remembered access into a week. */
    @Nested
    class Withheld {
        @ParameterizedTest
        @EnumSource(
                value = Cause.class,
                names = {"RATE_LIMITED", "OVERLOAD"})
        void acceptsAPasswordVerifiedWithinADayHoweverLongUnused(Cause cause) {
            login("alice", "wonderland");
            cloud.fail(cause);
            pass(Duration.ofDays(1).minusSeconds(1));
            assertOutcome(login("alice", "wonderland"), YES, Reason.WITHHELD);
            assertOutcome(login("alice", "other"), CANNOT_TELL, Reason.WITHHELD);
            pass(Duration.ofSeconds(1));
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.WITHHELD);
        }

        @Test
        void isNeverAnOutageHoweverOften() {
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
        void haveNoValidPasswordsLeftNotEvenInAnOutage() {
            disableAlice();
            login("alice", "wonderland");
            cloud.fail(Cause.CONNECT);
            pass(Duration.ofHours(1));
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.UNREACHABLE);
            assertOutcome(login("alice", "app-password"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void areNotThoseThatNeedAnAppPasswordNow() {
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
        void haveNoValidTokensLeft() {
            login("alice", "wonderland");
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
            cloud.disable("alice");
            login("alice", "app-password");
            assertThat(login("alice", TOKEN).decision()).isEqualTo(NO);
        }

        @Test
        void thatAreDeletedHaveNoValidTokensEither() {
            cloud.delete("alice");
            exists("alice");
            assertThat(login("alice", TOKEN).decision()).isEqualTo(NO);
        }

        @Test
        void thatAppearLaterHaveValidTokensAtOnce() {
            cloud.delete("alice");
            assertOutcome(exists("alice"), NO, Reason.CLOUD);
            cloud.allow("alice", "wonderland");
            pass(Duration.ofSeconds(30));
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
        }

        @Test
        void areBackOnceTheCloudAcceptsThem() {
            disableAlice();
            login("alice", "wonderland");
            cloud.enable("alice");
            assertOutcome(login("alice", "app-password"), YES, Reason.CLOUD);
            pass(Duration.ZERO);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
            clock.pass(Duration.ofHours(-2));
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
    class RefusedBefore {
        @Test
        void aPhoneThatRetriesForADayRarelyReachesTheCloud() {
            for (int minute = 0; minute < 24 * 60; minute++) {
                assertThat(login("alice", "old").decision()).isEqualTo(NO);
                passAtOnce(Duration.ofMinutes(1));
            }
            assertThat(cloud.questions()).isLessThan(5 + 24);
        }

        @Test
        void isNoGuess() {
            for (int i = 0; i < 100; i++) {
                login("alice", "old");
            }
            assertThat(cloud.questions()).isOne();
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void isForgottenOnceTheCloudAcceptsAPassword() {
            assertOutcome(login("alice", "old"), NO, Reason.CLOUD);
            assertOutcome(login("alice", "old"), NO, Reason.REFUSED_BEFORE);
            login("alice", "wonderland");
            cloud.allow("alice", "old");
            assertOutcome(login("alice", "old"), YES, Reason.CLOUD);
        }

        @Test
        void holdsInAnOutageToo() {
            login("alice", "old");
            cloud.fail(Cause.CONNECT);
            assertOutcome(login("alice", "old"), NO, Reason.REFUSED_BEFORE);
        }

        @Test
        void isTheUsersAlone() {
            login("alice", "builder");
            assertOutcome(login("bob", "builder"), YES, Reason.CLOUD);
        }
    }

    @Nested
    class Existence {
        @Test
        void asksTheCloudOnceWithinTheTtl() {
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
            pass(Duration.ofMinutes(14));
            assertOutcome(exists("alice"), YES, Reason.CACHED);
            pass(Duration.ofMinutes(1));
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
        }

        @Test
        void remembersThatAUserIsMissingForTheShorterTime() {
            assertOutcome(exists("zoe"), NO, Reason.CLOUD);
            pass(Duration.ofSeconds(29));
            assertOutcome(exists("zoe"), NO, Reason.CACHED);
            cloud.allow("zoe", "pw");
            pass(Duration.ofSeconds(1));
            assertOutcome(exists("zoe"), YES, Reason.CLOUD);
        }

        @Test
        void isKnownAlsoFromOtherQuestions() {
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
        void givesTheLastKnownAnswerWhileTheCloudCannotBeAsked() {
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
        void cannotTellAboutAUserNeverAskedAbout() {
            cloud.fail(Cause.CONNECT);
            assertOutcome(exists("alice"), CANNOT_TELL, Reason.UNREACHABLE);
        }

        @Test
        void takesASuccessfulLoginForAPositiveAnswer() {
            login("alice", "wonderland");
            cloud.questions();
            assertOutcome(exists("alice"), YES, Reason.CACHED);
            assertThat(cloud.questions()).isZero();
        }

        @Test
        void takesARefusedLoginForNoAnswer() {
            login("alice", "wrong");
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
        }
    }

    @Nested
    class Protection {
        @Test
        void sendsEqualSimultaneousQuestionsOnce() {
            cloud.hold();
            List<CompletableFuture<Outcome>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(authenticator.authenticate("alice", DOMAIN, "wonderland"));
                answers.add(authenticator.exists("bob", DOMAIN));
                authenticator.sharedRoster("alice", DOMAIN);
            }
            assertThat(cloud.questions()).isEqualTo(3);
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
        void stopsAskingAfterFiveFailuresInARowThatANeutralQuestionConfirms() {
            cloud.fail(Cause.GATEWAY);
            for (int i = 0; i < 20; i++) {
                assertOutcome(login("user" + i, "pw"), CANNOT_TELL, Reason.UNREACHABLE);
            }
            assertThat(cloud.questions()).isEqualTo(5 + 1);
            assertThat(cloud.lastAccount()).startsWith("xcauth-");
        }

        @Test
        void takesRostersFromMemoryForNoSignOfLife() {
            cloud.fail(Cause.GATEWAY);
            cloud.rosterRemembered = true;
            for (int i = 0; i < 20; i++) {
                login("user" + i, "pw");
                await(authenticator.sharedRoster("user" + i, DOMAIN));
            }
            assertThat(cloud.questions()).isEqualTo(5 + 1);
        }

        @ParameterizedTest
        @EnumSource(Cause.class)
        void goesOnAskingWhileTheNeutralQuestionIsAnswered(Cause cause) {
            cloud.fail(cause, account -> !account.startsWith("xcauth-") && !account.equals("bob"));
            for (int i = 0; i < 50; i++) {
                login("user" + i, "pw");
                passAtOnce(Duration.ofMillis(200));
            }
            assertOutcome(login("bob", "builder"), YES, Reason.CLOUD);
            assertThat(authenticator.unreachable()).doesNotContainValue(true);
        }

        /** A stranger asks five times a second about names that make the cloud fail, which takes nothing but mail. */
        @ParameterizedTest
        @EnumSource(
                value = Cause.class,
                names = {"TIMEOUT", "GATEWAY", "DISCONNECTED", "HTTP_STATUS", "CLOUD_ERROR"})
        void refusesNoneOfTwoHundredFirstLoginsWhileAStrangersQuestionsFail(Cause cause) {
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
        void asksTheNeutralQuestionNoMoreOftenThanItProbes() {
            cloud.fail(Cause.GATEWAY, account -> !account.startsWith("xcauth-"));
            for (int i = 0; i < 100; i++) {
                login("user" + i, "pw");
            }
            assertThat(cloud.questions()).isEqualTo(100 + 1);
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
        void anAnswerOfWhateverKindIsNoOutage(Cause cause) {
            cloud.fail(cause);
            for (int i = 0; i < 20; i++) {
                assertThat(login("user" + i, "pw").decision()).isEqualTo(CANNOT_TELL);
            }
            assertThat(cloud.questions()).isEqualTo(20);
        }

        @Test
        void spacesOutAQuestionThatKeepsFailing() {
            cloud.fail(Cause.HTTP_STATUS, "alice"::equals);
            for (int i = 0; i < 600; i++) {
                Outcome failed = exists("alice");
                assertOutcome(failed, CANNOT_TELL, Reason.UNREACHABLE);
                assertThat(failed.detail()).isEqualTo("scripted HTTP_STATUS");
                passAtOnce(Duration.ofSeconds(1));
            }
            // Twice at once, then after 1, 2, 4, 8, 16, 32 s, and every minute.
            assertThat(cloud.questions()).isBetween(15, 19);
            assertThat(login("alice", "wonderland").detail())
                    .as("another question")
                    .isNotEmpty();
            assertThat(cloud.questions()).isOne();
            assertOutcome(exists("bob"), YES, Reason.CLOUD);
            cloud.recover();
            pass(Duration.ofMinutes(1));
            assertOutcome(exists("alice"), YES, Reason.CLOUD);
        }

        @Test
        void onePasswordThatMakesTheCloudFailDoesNotKeepTheRightOneOut() {
            cloud.fail(Cause.HTTP_STATUS);
            for (int i = 0; i < 5; i++) {
                login("alice", "poison");
            }
            cloud.recover();
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void countsOnlyFailuresInARow() {
            for (int i = 0; i < 10; i++) {
                cloud.fail(Cause.TIMEOUT);
                login("user" + i, "pw");
                login("other" + i, "pw");
                cloud.recover();
                login("alice", "wrong" + i);
            }
            assertThat(cloud.questions()).isEqualTo(30);
        }

        @Test
        void doesNotTakeAWrongSecretForAnOutage() {
            cloud.fail(Cause.SIGNATURE);
            for (int i = 0; i < 20; i++) {
                login("user" + i, "pw");
            }
            assertThat(cloud.questions()).isEqualTo(20);
        }

        @Test
        void probesEveryFiveSecondsWithoutALoginAndRecoversWithOneProbe() {
            breakCircuit();
            pass(Duration.ofSeconds(4));
            login("bob", "builder");
            assertThat(cloud.questions()).isZero();
            pass(Duration.ofSeconds(1));
            login("bob", "builder");
            login("bob", "builder");
            assertThat(cloud.questions()).isOne();
            assertThat(cloud.lastAccount()).startsWith("xcauth-");
            cloud.recover();
            pass(Duration.ofSeconds(5));
            assertThat(cloud.questions()).isOne();
            assertOutcome(login("bob", "builder"), YES, Reason.CLOUD);
            assertOutcome(login("alice", "app-password"), YES, Reason.CLOUD);
            pass(Duration.ofMinutes(1));
            assertThat(cloud.questions())
                    .as("nobody asks whether it is still there")
                    .isEqualTo(2);
        }

        @Test
        void asksNoMoreOnceItIsClosed() {
            breakCircuit();
            authenticator.close();
            pass(Duration.ofSeconds(5));
            pass(Duration.ofSeconds(5));
            assertThat(cloud.questions()).isLessThanOrEqualTo(1);
            assertThat(later).isEmpty();
        }

        @Test
        void letsNobodyWaitForTheProbe() {
            login("alice", "wonderland");
            exists("bob");
            pass(Duration.ofHours(2));
            breakCircuit();
            cloud.hold();
            pass(Duration.ofSeconds(5));
            assertThat(authenticator.authenticate("bob", DOMAIN, "builder")).isDone();
            CompletableFuture<Outcome> known = authenticator.authenticate("alice", DOMAIN, "wonderland");
            assertOutcome(await(known), YES, Reason.LAST_KNOWN);
            assertThat(cloud.questions())
                    .as("the probe is under way all the same")
                    .isOne();
            CompletableFuture<Outcome> existing = authenticator.exists("bob", DOMAIN);
            assertThat(existing).isDone();
            assertOutcome(existing.join(), YES, Reason.LAST_KNOWN);
        }

        @Test
        void learnsWhatHasChangedOnceTheProbeIsAnswered() {
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
        void servesCachedPasswordsWithoutAskingWhileTheCircuitIsOpen() {
            login("alice", "wonderland");
            breakCircuit();
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
            assertThat(cloud.questions()).isZero();
        }

        private void breakCircuit() {
            cloud.fail(Cause.CONNECT);
            for (int i = 0; i < 5; i++) {
                login("nobody" + i, "pw");
            }
            cloud.questions();
        }
    }

    @Nested
    class Guesses {
        private void guess(int count) {
            for (int i = 0; i < count; i++) {
                login("alice", "wrong" + i);
            }
        }

        @Test
        void sendsNoMorePasswordsForTheRestOfTheMinuteAfterTenWrongOnes() {
            guess(10);
            assertThat(cloud.questions()).isEqualTo(10);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
            pass(Duration.ofSeconds(59));
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
            assertThat(cloud.questions()).isZero();
            pass(Duration.ofSeconds(1));
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void alwaysAcceptsARightCachedPassword() {
            login("alice", "wonderland");
            guess(12);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CACHED);
        }

        @Test
        void alwaysAcceptsATokenAndLeavesOtherUsersAlone() {
            guess(12);
            assertOutcome(login("alice", TOKEN), YES, Reason.TOKEN);
            assertOutcome(login("bob", "builder"), YES, Reason.CLOUD);
        }

        @Test
        void countsWrongPasswordsOfOneMinuteOnly() {
            guess(9);
            pass(Duration.ofMinutes(1));
            guess(9);
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void countsGuessesInAnyCaseOfTheUserName() {
            guess(9);
            login("ALICE", "wrong too");
            assertOutcome(login("aLiCe", "wonderland"), CANNOT_TELL, Reason.GUESSES);
        }

        @Test
        void countsWhatTheCloudCouldNotAnswer() {
            cloud.fail(Cause.SIGNATURE);
            guess(10);
            cloud.recover();
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
        }

        @Test
        void countsAPasswordThatAClientRepeatsOnce() {
            cloud.fail(Cause.SIGNATURE);
            for (int i = 0; i < 100; i++) {
                assertOutcome(login("alice", "mistyped"), CANNOT_TELL, Reason.UNREACHABLE);
            }
            cloud.recover();
            assertOutcome(login("alice", "wonderland"), YES, Reason.CLOUD);
        }

        @Test
        void takesARememberedPasswordThatCanNoLongerBeConfirmedForNoGuess() {
            login("alice", "wonderland");
            pass(Duration.ofDays(2));
            cloud.fail(Cause.RATE_LIMITED);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.WITHHELD);
            guess(9);
            cloud.recover();
            pass(Duration.ofSeconds(1));
            assertOutcome(login("alice", "app-password"), YES, Reason.CLOUD);
        }

        @Test
        void countsARememberedPasswordThatTheCloudRefusesNow() {
            login("alice", "wonderland");
            pass(Duration.ofMinutes(59));
            login("alice", "wonderland");
            pass(Duration.ofMinutes(59));
            for (int i = 0; i < 23; i++) {
                login("alice", "wonderland");
                pass(Duration.ofMinutes(59));
            }
            cloud.allow("alice", "changed");
            guess(9);
            assertOutcome(login("alice", "wonderland"), NO, Reason.CLOUD);
            assertOutcome(login("alice", "changed"), CANNOT_TELL, Reason.GUESSES);
        }

        @Test
        void comparesOnePasswordEachSecondBeyondTheLimit() {
            login("alice", "wonderland");
            pass(Duration.ofMinutes(90));
            cloud.fail(Cause.RATE_LIMITED);
            guess(10);
            assertOutcome(login("alice", "beyond"), CANNOT_TELL, Reason.GUESSES);
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
            pass(Duration.ofSeconds(1));
            assertOutcome(login("alice", "wonderland"), YES, Reason.WITHHELD);
        }

        @Test
        void comparesOnePasswordEachTenSecondsAfterAHundredWithinAnHour() {
            login("alice", "wonderland");
            pass(Duration.ofHours(2));
            cloud.fail(Cause.RATE_LIMITED);
            for (int i = 0; i < 110; i++) {
                login("alice", "wrong" + i);
                passAtOnce(i % 10 == 9 && i < 109 ? Duration.ofMinutes(1) : Duration.ZERO);
            }
            assertOutcome(login("alice", "beyond"), CANNOT_TELL, Reason.GUESSES);
            pass(Duration.ofSeconds(9));
            assertOutcome(login("alice", "wonderland"), CANNOT_TELL, Reason.GUESSES);
            pass(Duration.ofSeconds(1));
            assertOutcome(login("alice", "wonderland"), YES, Reason.WITHHELD);
        }

        @Test
        void letsNoMoreThanTheLimitThroughAtOnceAndTurnsTheOthersAwayAtOnce() {
            cloud.hold();
            List<CompletableFuture<Outcome>> guesses = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                guesses.add(authenticator.authenticate("alice", DOMAIN, "wrong" + i));
            }
            assertThat(guesses.subList(10, 50)).allSatisfy(guess -> {
                assertThat(guess).isDone();
                assertOutcome(guess.join(), CANNOT_TELL, Reason.GUESSES);
            });
            cloud.release();
            assertThat(guesses.subList(0, 10))
                    .allSatisfy(guess -> assertThat(await(guess).decision()).isEqualTo(NO));
            assertThat(cloud.questions()).isEqualTo(10);
        }

        @Test
        void judgesManyDevicesThatComeAtOnceWhenTheyTryAgain() {
            String[] appPasswords = new String[25];
            for (int i = 0; i < appPasswords.length; i++) {
                appPasswords[i] = "device" + i;
            }
            cloud.allow("alice", appPasswords);
            cloud.hold();
            List<CompletableFuture<Outcome>> logins = new ArrayList<>();
            for (String password : appPasswords) {
                logins.add(authenticator.authenticate("alice", DOMAIN, password));
            }
            cloud.release();
            assertThat(logins.subList(0, 10)).allSatisfy(login -> assertOutcome(await(login), YES, Reason.CLOUD));
            for (int i = 10; i < appPasswords.length; i++) {
                assertOutcome(await(logins.get(i)), CANNOT_TELL, Reason.GUESSES);
                assertOutcome(login("alice", appPasswords[i]), YES, Reason.CLOUD);
            }
        }

        @ParameterizedTest
        @CsvSource({"1,", "50,", "1,RATE_LIMITED", "50,RATE_LIMITED", "1,CONNECT", "50,CONNECT"})
        void judgesFewOfAThousandInAMinuteAndLetsTheOwnerAndOtherUsersIn(int connections, Cause failure) {
            login("alice", "wonderland", HOME);
            login("bob", "builder");
            // What was proven is forgotten, and what is remembered must be compared.
            pass(Duration.ofHours(2));
            cloud.questions();
            if (failure != null) {
                cloud.fail(failure);
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < 1000; i += connections) {
                cloud.hold();
                List<CompletableFuture<Outcome>> guesses = new ArrayList<>();
                for (int j = 0; j < connections; j++) {
                    guesses.add(authenticator.authenticate("alice", DOMAIN, "wrong" + (i + j), ELSEWHERE));
                }
                cloud.release();
                guesses.forEach(guess -> outcomes.add(await(guess)));
                passAtOnce(Duration.ofMillis(59L * connections));
            }
            login("alice", "the turn of this second is over", ELSEWHERE);
            assertOutcome(login("alice", "wonderland", ELSEWHERE), CANNOT_TELL, Reason.GUESSES);
            assertThat(outcomes).noneMatch(outcome -> outcome.decision() == YES);
            assertThat(outcomes.stream()
                            .filter(outcome -> outcome.reason() != Reason.GUESSES)
                            .count())
                    .isBetween(10L, 80L);
            assertThat(login("alice", "wonderland", HOME).decision()).isEqualTo(YES);
            assertThat(login("bob", "builder", ELSEWHERE).decision()).isEqualTo(YES);
        }

        @Test
        void limitsAnAddressThatTheUserHasLoggedInFromAsWell() {
            login("alice", "wonderland", HOME);
            for (int i = 0; i < 10; i++) {
                login("alice", "wrong" + i, HOME);
            }
            assertOutcome(login("alice", "app-password", HOME), CANNOT_TELL, Reason.GUESSES);
            assertOutcome(login("alice", "app-password", ELSEWHERE), YES, Reason.CLOUD);
        }

        @Test
        void knowsAnAddressForThirtyDaysAndIpv6ByItsNetwork() throws Exception {
            login("alice", "wonderland", Optional.of(InetAddress.getByName("2001:db8:1:2:3:4:5:6")));
            pass(Duration.ofDays(29));
            guess(10);
            assertOutcome(
                    login("alice", "wonderland", Optional.of(InetAddress.getByName("2001:db8:1:2:a:b:c:d"))),
                    YES,
                    Reason.CLOUD);
            pass(Duration.ofDays(30));
            guess(10);
            assertOutcome(
                    login("alice", "app-password", Optional.of(InetAddress.getByName("2001:db8:1:2:a:b:c:d"))),
                    CANNOT_TELL,
                    Reason.GUESSES);
        }

        @Test
        void knowsTheLastEightAddresses() throws Exception {
            for (int i = 0; i < 9; i++) {
                login("alice", "wonderland", Optional.of(InetAddress.getByName("192.0.2." + i)));
                pass(Duration.ofSeconds(1));
            }
            guess(10);
            login("alice", "beyond");
            assertOutcome(
                    login("alice", "app-password", Optional.of(InetAddress.getByName("192.0.2.0"))),
                    CANNOT_TELL,
                    Reason.GUESSES);
            for (int i = 1; i < 9; i++) {
                assertThat(login("alice", "app-password", Optional.of(InetAddress.getByName("192.0.2." + i)))
                                .decision())
                        .isEqualTo(YES);
            }
        }

        @Test
        void isPartOfWhatIsKnownOfAnAccount() throws Exception {
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

    @Nested
    class AccessThatEnds {
        @Test
        void isNewsOnceWhenAnAccountIsDisabledAndAgainWhenItWasEnabledInBetween() {
            login("alice", "wonderland");
            cloud.disable("alice");
            pass(Duration.ofDays(1));
            login("alice", "wonderland");
            pass(Duration.ofMinutes(10));
            login("alice", "app-password");
            assertThat(heard).containsExactly("alice@example.org DISABLED");
            cloud.enable("alice");
            pass(Duration.ofHours(2));
            assertThat(login("alice", "wonderland").decision()).isEqualTo(YES);
            cloud.disable("alice");
            pass(Duration.ofDays(1));
            login("alice", "wonderland");
            assertThat(heard).containsExactly("alice@example.org DISABLED", "alice@example.org DISABLED");
        }

        @Test
        void isNewsWhenAPasswordThatWasRightIsRefused() throws Exception {
            login("alice", "wonderland");
            cloud.allow("alice", "changed");
            pass(Duration.ofDays(1));
            login("alice", "wonderland");
            login("alice", "wonderland");
            login("alice", "never right");
            Eventually.until("told", () -> !heard.isEmpty());
            assertThat(heard).containsExactly("alice@example.org password");
        }

        @Test
        void isNewsWhenAPasswordSupersedesAnother() {
            login("alice", "wonderland");
            assertThat(heard).isEmpty();
            login("alice", "app-password");
            assertThat(heard).containsExactly("alice@example.org password");
        }

        @Test
        void isNewsOnceWhenARosterShowsThatAnAccountWasDeletedAndTheCloudConfirmsIt() throws Exception {
            login("alice", "wonderland");
            cloud.delete("alice");
            await(authenticator.sharedRoster("alice", DOMAIN));
            await(authenticator.sharedRoster("alice", DOMAIN));
            pass(Duration.ofMinutes(1));
            exists("alice");
            assertThat(heard).isEmpty();
            pass(Duration.ofMinutes(9));
            authenticator.confirmMissing();
            await(authenticator.sharedRoster("alice", DOMAIN));
            assertThat(heard).containsExactly("alice@example.org DELETED");
        }

        @Test
        void isNoNewsAboutStrangersAndWrongPasswords() {
            exists("zoe");
            await(authenticator.sharedRoster("zoe", DOMAIN));
            login("zoe", "guess");
            login("alice", "guess");
            login("alice", "another guess");
            assertThat(heard).isEmpty();
        }
    }
}
