package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.UserRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Known users whom the cloud no longer knows. */
class DeprovisioningTest {
    private static final String DOMAIN = "example.org";
    private static final Endpoint ENDPOINT = new Endpoint.Jsxc(
            URI.create("https://cloud.example.org/api"), List.of(ApiSecret.of("0123456789ABCDEF")), DOMAIN);

    private final ManualClock clock = new ManualClock();
    private final ScriptedCloud cloud = new ScriptedCloud();
    private final PasswordHasher hasher = new PasswordHasher(4, 1, 100);
    private final Set<String> inRosters = new TreeSet<>();
    private final List<String> appeared = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private Authenticator authenticator;

    @BeforeEach
    void start() {
        AccountListener sessions = new AccountListener() {
            @Override
            public void ended(UserKey user, End how) {
                ended.add(user + " " + how);
            }

            @Override
            public void passwordChanged(UserKey user) {
                ended.add(user + " password");
            }
        };
        authenticator = new Authenticator(
                domain -> Optional.of(ENDPOINT),
                cloud,
                CachePolicy.defaults(),
                Optional.of(hasher),
                Persistence.NONE,
                ProtectionPolicy.defaults(),
                clock,
                DecisionListener.NONE,
                sessions);
        authenticator.useRegistry(new UserRegistry() {
            @Override
            public boolean knows(UserKey user) {
                return inRosters.contains(user.account());
            }

            @Override
            public long count(String domain) {
                return inRosters.size();
            }

            @Override
            public void present(UserKey user, Instant at) {
                appeared.add(user.account());
            }

            @Override
            public void gone(UserKey user) {
                gone.add(user.account());
                inRosters.remove(user.account());
            }
        });
    }

    @AfterEach
    void stop() {
        authenticator.close();
        hasher.close();
    }

    private Outcome exists(String user) {
        return authenticator
                .exists(user, DOMAIN)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private Outcome login(String user, String password) {
        return authenticator
                .authenticate(user, DOMAIN, password)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private Answer<CloudRoster> roster(String user) {
        return authenticator
                .sharedRoster(user, DOMAIN)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private void round(Duration later) throws InterruptedException {
        clock.advance(later);
        authenticator.confirmMissing();
    }

    /** Adds users to the cloud and makes them known here: {@code user1} and so on. */
    private List<String> users(int count) {
        List<String> names =
                IntStream.rangeClosed(1, count).mapToObj(n -> "user" + n).toList();
        names.forEach(name -> {
            cloud.allow(name, "secret");
            authenticator.learnExistence(name, DOMAIN, true);
        });
        clock.advance(Duration.ofHours(1));
        return names;
    }

    /** Removes users from the cloud and queries them. */
    private void lose(List<String> names) {
        names.forEach(cloud::delete);
        names.forEach(this::exists);
    }

    @Test
    void aKnownUserIsDeletedWhenTheCloudConfirmsItTenMinutesLaterWithoutFurtherRequests() throws Exception {
        users(1);
        lose(List.of("user1"));
        assertThat(exists("user1")).isEqualTo(Outcome.yes(Reason.UNCONFIRMED));

        round(Duration.ofMinutes(9));
        assertThat(gone).isEmpty();
        assertThat(exists("user1")).isEqualTo(Outcome.yes(Reason.UNCONFIRMED));
        round(Duration.ofMinutes(1));

        assertThat(gone).containsExactly("user1");
        assertThat(ended).containsExactly("user1@example.org DELETED");
        assertThat(exists("user1").decision()).isEqualTo(Decision.NO);
        clock.advance(Duration.ofHours(1));
        assertThat(exists("user1")).as("queried again").isEqualTo(Outcome.no(Reason.CLOUD, ""));
        round(Duration.ofHours(1));
        assertThat(gone).as("reported once").hasSize(1);
    }

    @Test
    void theRememberedPasswordsOfADeletedUserAreInvalidEvenDuringAnOutage() throws Exception {
        cloud.allow("alice", "wonderland");
        assertThat(login("alice", "wonderland").reason()).isEqualTo(Reason.CLOUD);
        clock.advance(Duration.ofMinutes(20));
        lose(List.of("alice"));
        assertThat(login("alice", "wonderland").reason())
                .as("not confirmed yet")
                .isEqualTo(Reason.CACHED);
        round(Duration.ofMinutes(10));

        assertThat(gone).containsExactly("alice");
        cloud.fail(Cause.CONNECT);
        assertThat(login("alice", "wonderland").decision()).isEqualTo(Decision.CANNOT_TELL);
        cloud.recover();
        cloud.allow("alice", "wonderland");
        assertThat(login("alice", "wonderland").reason())
                .as("the account is back")
                .isEqualTo(Reason.CLOUD);
        cloud.fail(Cause.CONNECT);
        assertThat(login("alice", "wonderland").reason()).isEqualTo(Reason.CACHED);
    }

    @Test
    void aUserWhoReappearsBeforeTheConfirmationIsNotDeleted() throws Exception {
        users(2);
        lose(List.of("user1", "user2"));
        cloud.allow("user1", "secret");
        cloud.allow("user2", "secret");
        round(Duration.ofMinutes(5));
        assertThat(authenticator.authenticate("user2", DOMAIN, "secret").join().decision())
                .isEqualTo(Decision.YES);
        round(Duration.ofMinutes(6));

        assertThat(exists("user1").decision()).isEqualTo(Decision.YES);
        cloud.delete("user2");
        clock.advance(Duration.ofHours(1));
        assertThat(exists("user2")).as("the first no again").isEqualTo(Outcome.yes(Reason.UNCONFIRMED));
        round(Duration.ofMinutes(9));
        assertThat(gone).isEmpty();
    }

    @Test
    void aCloudThatIsUnreachableConfirmsNothing() throws Exception {
        users(1);
        lose(List.of("user1"));
        cloud.fail(Cause.CONNECT);
        round(Duration.ofHours(2));

        assertThat(exists("user1").decision()).isEqualTo(Decision.YES);
        assertThat(gone).isEmpty();
        cloud.recover();
        round(Duration.ofMinutes(1));
        assertThat(gone).containsExactly("user1");
    }

    @Test
    void aRosterOfAnUnknownUserCountsAsTheFirstNo() throws Exception {
        users(1);
        cloud.delete("user1");

        assertThat(roster("user1"))
                .isInstanceOfSatisfying(
                        Answer.Unreachable.class,
                        unconfirmed -> assertThat(unconfirmed.cause()).isEqualTo(Cause.UNCONFIRMED));
        assertThat(exists("user1")).isEqualTo(Outcome.yes(Reason.UNCONFIRMED));
        round(Duration.ofMinutes(10));
        assertThat(gone).containsExactly("user1");
        assertThat(roster("user1")).isInstanceOf(Answer.No.class);
    }

    @Test
    void aRosterFromMemoryDoesNotProveThatItsUserExists() throws Exception {
        users(1);
        cloud.delete("user1");
        assertThat(exists("user1")).isEqualTo(Outcome.yes(Reason.UNCONFIRMED));

        cloud.rosterRemembered = true;
        assertThat(roster("user1")).isInstanceOf(Answer.Yes.class);
        round(Duration.ofMinutes(10));
        assertThat(gone).containsExactly("user1");
    }

    @Test
    void aRosterShowsThatItsUserExists() {
        cloud.allow("user1", "secret");

        assertThat(roster("user1")).isInstanceOf(Answer.Yes.class);
        assertThat(exists("user1")).isEqualTo(Outcome.yes(Reason.CACHED));
    }

    @Test
    void aMissingUserWhoseRosterIsBackIsNotDeleted() throws Exception {
        users(1);
        lose(List.of("user1"));
        cloud.allow("user1", "secret");

        assertThat(roster("user1")).isInstanceOf(Answer.Yes.class);
        assertThat(exists("user1")).isEqualTo(Outcome.yes(Reason.CACHED));
        cloud.delete("user1");
        round(Duration.ofMinutes(10));
        assertThat(gone).isEmpty();
    }

    @Test
    void aUserWhoOccursInRostersOnlyIsKnown() throws Exception {
        inRosters.add("bob");

        assertThat(exists("bob")).isEqualTo(Outcome.yes(Reason.UNCONFIRMED));
        round(Duration.ofMinutes(10));
        assertThat(gone).containsExactly("bob");
    }

    @Test
    void usersWhoOccurInRostersOnlyCountAsKnown() throws Exception {
        List<String> all = users(20);
        IntStream.rangeClosed(1, 200).forEach(n -> inRosters.add("contact" + n));
        lose(all.subList(0, 10));
        round(Duration.ofMinutes(10));

        assertThat(gone).hasSize(10);
    }

    @Test
    void usersOfOtherDomainsAndNamesThatNeverExistedDoNotCountAsKnown() throws Exception {
        List<String> all = users(20);
        for (int i = 0; i < 200; i++) {
            authenticator.learnExistence("user" + i, "example.net", true);
            authenticator.learnExistence("nobody" + i, DOMAIN, false);
        }
        lose(all.subList(0, 6));
        round(Duration.ofMinutes(10));

        assertThat(authenticator.massDisappearances())
                .containsExactly(new MassDisappearance(DOMAIN, 6, 20, clock.instant()));
        assertThat(gone).isEmpty();
    }

    @Test
    void rostersLearnWhoExists() {
        cloud.allow("user1", "secret");
        exists("user1");
        exists("stranger");
        assertThat(appeared).containsExactly("user1");
    }

    @Test
    void missingUsersAreCheckedEveryMinute() {
        assertThat(authenticator.confirmEvery()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void anUnknownNameIsAnsweredAtOnce() throws Exception {
        assertThat(exists("stranger")).isEqualTo(Outcome.no(Reason.CLOUD, ""));
        assertThat(roster("stranger")).isInstanceOf(Answer.No.class);
        round(Duration.ofMinutes(20));
        assertThat(gone).isEmpty();
        assertThat(ended).isEmpty();
    }

    @Test
    void aRefusedLoginTakesEffectAtOnce() {
        users(1);
        lose(List.of("user1"));

        assertThat(authenticator.authenticate("user1", DOMAIN, "secret").join().decision())
                .isEqualTo(Decision.NO);
        assertThat(exists("user1").decision()).isEqualTo(Decision.YES);
    }

    @Test
    void fiveUsersAtOnceAreDeletedHoweverFewThereAre() throws Exception {
        List<String> five = users(5);
        lose(five);
        round(Duration.ofMinutes(10));

        assertThat(gone).containsExactlyInAnyOrderElementsOf(five);
        assertThat(authenticator.massDisappearances()).isEmpty();
    }

    @Test
    void fivePercentAtOnceAreDeletedHoweverManyUsersThatIs() throws Exception {
        List<String> all = users(200);
        lose(all.subList(0, 10));
        round(Duration.ofMinutes(10));

        assertThat(gone).hasSize(10);
    }

    @Test
    void ifMoreAreMissingNoneIsDeletedUntilTheyExistAgain() throws Exception {
        List<String> all = users(200);
        List<String> lost = all.subList(0, 11);
        lose(lost);
        for (int hour = 0; hour < 24; hour++) {
            round(Duration.ofHours(1));
        }

        assertThat(gone).isEmpty();
        assertThat(ended).isEmpty();
        assertThat(lost).allSatisfy(user -> assertThat(exists(user).decision()).isEqualTo(Decision.YES));
        assertThat(authenticator.massDisappearances())
                .singleElement()
                .hasToString("the cloud no longer knows 11 of 200 users of example.org");

        lost.subList(1, 11).forEach(user -> cloud.allow(user, "secret"));
        round(Duration.ofMinutes(10));
        assertThat(authenticator.massDisappearances()).isEmpty();
        assertThat(gone).as("the one that is really deleted").containsExactly("user1");
    }

    @Test
    void aMassDisappearanceLastsFromItsFirstNoticeUntilAllUsersExistAgain() throws Exception {
        List<String> all = users(20);
        lose(all.subList(0, 6));
        round(Duration.ofMinutes(10));
        Instant noticed = clock.instant();
        lose(all.subList(6, 8));
        round(Duration.ofMinutes(10));
        assertThat(authenticator.massDisappearances()).containsExactly(new MassDisappearance(DOMAIN, 8, 20, noticed));

        all.forEach(user -> cloud.allow(user, "secret"));
        round(Duration.ofMinutes(10));
        assertThat(authenticator.massDisappearances()).isEmpty();
        assertThat(gone).isEmpty();
    }

    @Test
    void deletionsWithinAnHourCountAsSimultaneous() throws Exception {
        List<String> all = users(20);
        for (String user : all.subList(0, 8)) {
            lose(List.of(user));
            round(Duration.ofMinutes(10));
        }

        assertThat(gone).hasSize(5);
        assertThat(authenticator.massDisappearances())
                .singleElement()
                .hasToString("the cloud no longer knows 7 of 19 users of example.org");
    }

    @Test
    void aFewDeletionsADayAreNotSimultaneous() throws Exception {
        List<String> all = users(20);
        for (String user : all.subList(0, 8)) {
            lose(List.of(user));
            round(Duration.ofMinutes(10));
            clock.advance(Duration.ofHours(3));
        }

        assertThat(gone).hasSize(8);
    }

    @Test
    void theCloudIsQueriedAboutAHundredUsersPerRun() throws Exception {
        lose(users(2_020).subList(0, 101));
        cloud.requests();
        round(Duration.ofMinutes(10));
        assertThat(cloud.requests()).isEqualTo(100);
        assertThat(gone).hasSize(100);

        round(Duration.ofMinutes(1));
        assertThat(gone).hasSize(101);
    }

    @Test
    void anAdministratorCanConfirmTheDeletions() throws Exception {
        List<String> all = users(20);
        lose(all);
        round(Duration.ofMinutes(10));
        cloud.allow("user7", "secret");
        assertThat(authenticator.massDisappearances()).hasSize(1);

        assertThat(authenticator.confirmAllMissing("other.example")).isZero();
        assertThat(authenticator.confirmAllMissing(DOMAIN)).isEqualTo(19);

        assertThat(gone).hasSize(19).doesNotContain("user7");
        assertThat(authenticator.massDisappearances()).isEmpty();
        assertThat(exists("user7").decision()).isEqualTo(Decision.YES);
    }

    @Test
    void lookupsOfUnknownNamesAreLimitedAndThoseOfKnownUsersAreNot() {
        users(1);
        cloud.requests();
        long answered = IntStream.range(0, 1_000)
                .filter(n -> exists("made-up-" + n).decision() == Decision.NO)
                .count();
        assertThat(answered).isEqualTo(50);
        assertThat(cloud.requests()).isEqualTo(50);
        assertThat(exists("made-up-1000")).isEqualTo(Outcome.cannotTell(Reason.UNKNOWN_NAMES, ""));
        assertThat(exists("made-up-0").reason()).as("cached").isEqualTo(Reason.CACHED);
        assertThat(exists("user1").decision()).as("a user").isEqualTo(Decision.YES);

        clock.advance(Duration.ofSeconds(2));
        assertThat(IntStream.range(2_000, 3_000)
                        .filter(n -> exists("made-up-" + n).decision() == Decision.NO)
                        .count())
                .isEqualTo(10);
        clock.advance(Duration.ofHours(-1));
        assertThat(exists("made-up-3000").decision())
                .as("the clock was set back")
                .isEqualTo(Decision.CANNOT_TELL);
        clock.advance(Duration.ofSeconds(1));
        assertThat(exists("made-up-3001").decision()).isEqualTo(Decision.NO);
    }
}
