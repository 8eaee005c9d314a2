package net.xcauth.core.cloud.nextcloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.No.About;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LDAP accounts, whose id is a UUID by default. */
class ForeignIdsTest {
    private static final String LOGIN = "Lena-secret-1";
    private static final String APP = "DVFDZsztaVbSr6qgxMJPjdepWwdlvxhR4utLaChryBTNuDSzXV5SIj122fcxW6lIPBPELd8Q";
    private static final String UUID = "4aa68a4c-7eaf-1041-89dd-397863e836b6";
    private static final String OTHER = "4aa69d48-7eaf-1041-89de-397863e836b6";
    private static final String USERS = "GET /ocs/v2.php/cloud/users/";

    private final ManualClock clock = new ManualClock();
    private final Pairs pairs = new Pairs();
    private PlayedCloud cloud;
    private NextcloudClient client;

    /** A store in memory. */
    private static final class Pairs implements AccountPairs {
        private final Map<String, Pair> byName = new ConcurrentHashMap<>();
        private boolean broken;

        @Override
        public CompletableFuture<Optional<Pair>> ofName(Endpoint.Nextcloud endpoint, String name) {
            return broken ? failed() : CompletableFuture.completedFuture(Optional.ofNullable(byName.get(name)));
        }

        @Override
        public CompletableFuture<Known> of(Endpoint.Nextcloud endpoint, String name, String id) {
            return broken
                    ? failed()
                    : CompletableFuture.completedFuture(new Known(
                            Optional.ofNullable(byName.get(name)),
                            byName.values().stream()
                                    .filter(pair -> pair.id().equals(id))
                                    .findFirst()));
        }

        @Override
        public CompletableFuture<List<Pair>> all(Endpoint.Nextcloud endpoint) {
            return broken ? failed() : CompletableFuture.completedFuture(List.copyOf(byName.values()));
        }

        @Override
        public CompletableFuture<Boolean> any(Endpoint.Nextcloud endpoint) {
            return broken ? failed() : CompletableFuture.completedFuture(!byName.isEmpty());
        }

        @Override
        public CompletableFuture<Void> proven(Endpoint.Nextcloud endpoint, Pair pair) {
            byName.put(pair.name(), pair);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> end(Endpoint.Nextcloud endpoint, String name) {
            byName.remove(name);
            return CompletableFuture.completedFuture(null);
        }

        private static <T> CompletableFuture<T> failed() {
            return CompletableFuture.failedFuture(new IllegalStateException("the database is away"));
        }
    }

    @BeforeEach
    void start() throws Exception {
        cloud = new PlayedCloud();
        client = TestCloud.client(clock, Optional.of(pairs));
        cloud.says("login lena (LDAP uid)")
                .answer(USERS, Recorded.answer("exists nobody-here"))
                .answer(USERS + UUID, Recorded.answer("exists alice"));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cloud.close();
    }

    @Test
    void aLoginPasswordProvesTheAccountOfAName() throws Exception {
        assertThat(login("lena", LOGIN))
                .isInstanceOfSatisfying(
                        Answer.Yes.class,
                        yes -> assertThat(((Identity) yes.value()).account()).isEqualTo(UUID));
        assertThat(pairs.byName)
                .containsEntry("lena", new AccountPairs.Pair("lena", UUID, Optional.of(clock.instant())));
        assertThat(login("LENA", LOGIN)).isInstanceOf(Answer.Yes.class);
        assertThat(pairs.byName).hasSize(1);
    }

    @Test
    void anAppPasswordNeedsThatProof() throws Exception {
        assertThat(login("lena", APP))
                .isInstanceOfSatisfying(
                        No.class,
                        no -> assertThat(no.why()).contains(UUID, "login password", "Internal Username Attribute"));
        assertThat(pairs.byName).isEmpty();

        login("lena", LOGIN);
        assertThat(login("lena", APP)).isInstanceOf(Answer.Yes.class);
        clock.advance(Duration.ofDays(31));
        assertThat(login("lena", APP))
                .as("30 days later LDAP may have given the name to another user")
                .isInstanceOf(No.class);
    }

    @Test
    void anAdministratorsEntryIsAProof() throws Exception {
        pairs.byName.put("lena", new AccountPairs.Pair("lena", UUID, Optional.empty()));

        clock.advance(Duration.ofDays(400));
        assertThat(login("lena", APP)).isInstanceOf(Answer.Yes.class);
    }

    @Test
    void anAppPasswordIsNotValidForAnotherUsersName() throws Exception {
        login("lena", LOGIN);

        assertThat(login("max", APP)).isInstanceOf(No.class);
        pairs.byName.put("max", new AccountPairs.Pair("max", OTHER, Optional.of(clock.instant())));
        assertThat(login("max", APP)).isInstanceOf(No.class);
    }

    @Test
    void aNameThatIsAnAccountIdBelongsToThatAccount() throws Exception {
        cloud.answer(USERS + "bob", Recorded.answer("exists alice"))
                .answer(
                        USERS + "admin",
                        Recorded.answer("admin app pw: alice").with("\"id\":\"alice\"", "\"id\":\"admin\""));

        assertThat(login("bob", LOGIN))
                .isInstanceOfSatisfying(No.class, no -> assertThat(no.about()).isEqualTo(About.PASSWORD));
        assertThat(login("admin", LOGIN)).isInstanceOf(No.class);
        assertThat(pairs.byName).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Database", "ldap", "LDAP2", "Guests", ""})
    void otherBackEndsNeverHaveForeignIds(String backend) throws Exception {
        cloud.answer(
                "GET /ocs/v2.php/cloud/user?",
                Recorded.answer("login lena (LDAP uid)")
                        .with("\"backend\":\"LDAP\"", "\"backend\":\"" + backend + '"'));

        assertThat(login("lena", LOGIN)).isInstanceOf(No.class);
        assertThat(login("lena", APP)).isInstanceOf(No.class);
    }

    @Test
    void anEMailAddressProvesNothing() throws Exception {
        cloud.says("login by LDAP mail");

        assertThat(login("lena@corp.example.org", LOGIN)).isInstanceOf(No.class);
        assertThat(pairs.byName).isEmpty();
    }

    @Test
    void anAccountHasOneName() throws Exception {
        login("lena", LOGIN);

        assertThat(login("max", LOGIN))
                .as("a login filter with several attributes")
                .isInstanceOfSatisfying(No.class, no -> assertThat(no.why()).contains("\"lena\""));
        assertThat(pairs.byName).containsOnlyKeys("lena");
    }

    @Test
    void aNameThatHasChangedHandsIsFreeForTheNextLogin() throws Exception {
        pairs.byName.put("lena", new AccountPairs.Pair("lena", OTHER, Optional.of(clock.instant())));

        assertThat(login("lena", LOGIN))
                .isInstanceOfSatisfying(No.class, no -> assertThat(no.about()).isEqualTo(About.ACCOUNT));
        assertThat(pairs.byName).isEmpty();
        assertThat(login("lena", LOGIN)).isInstanceOf(Answer.Yes.class);
    }

    @Test
    void whileTheAccountIsUnknownTheAnswerIsCannotTell() throws Exception {
        cloud.answer(USERS + "lena", Recorded.answer("LDAP down: login lena"));
        assertThat(cause(login("lena", LOGIN))).isEqualTo(Cause.CLOUD_ERROR);

        cloud.answer(USERS + "lena", Recorded.answer("exists nobody-here"));
        pairs.broken = true;
        assertThat(cause(login("lena", LOGIN))).isEqualTo(Cause.ACCOUNT_PAIR);
        assertThat(cause(login("lena", APP))).isEqualTo(Cause.ACCOUNT_PAIR);
        assertThat(cause(exists("lena"))).isEqualTo(Cause.ACCOUNT_PAIR);
    }

    @Test
    void withoutAStoreAForeignIdIsANoWithTheRemedy() throws Exception {
        try (NextcloudClient without = TestCloud.client(clock, Optional.empty())) {
            assertThat(without.authenticate(endpoint(), "lena", LOGIN).get(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            No.class, no -> assertThat(no.why()).contains("Internal Username Attribute"));
        }
    }

    @Test
    void existenceIsQueriedByTheId() throws Exception {
        login("lena", LOGIN);

        assertThat(exists("lena")).isEqualTo(new Answer.Yes<>(true));
        assertThat(exists("LENA")).isEqualTo(new Answer.Yes<>(true));
        assertThat(cause(exists("moritz")))
                .as("may be the login name of a user who has never logged in")
                .isEqualTo(Cause.EXISTENCE_HIDDEN);
        assertThat(exists("moritz@example.org")).as("never such a login name").isInstanceOf(No.class);
        assertThat(exists("a/b")).isInstanceOf(No.class);
    }

    @Test
    void aStoredPairMeansThatThereMayBeMore() throws Exception {
        pairs.byName.put("max", new AccountPairs.Pair("max", OTHER, Optional.of(clock.instant())));
        cloud.answer("GET /ocs/v2.php/cloud/groups/team/users", Recorded.answer("members of 'team'"))
                .answer(USERS + "Dave", Recorded.answer("exists alice"));

        assertThat(cause(exists("moritz"))).isEqualTo(Cause.EXISTENCE_HIDDEN);
        try (NextcloudClient strict =
                TestCloud.client(CloudSettings.defaults().withStrictExistence(true), clock, Optional.of(pairs))) {
            assertThat(strict.exists(endpoint(), "moritz").get(20, TimeUnit.SECONDS))
                    .isInstanceOf(No.class);
        }
    }

    private Endpoint.Nextcloud endpoint() {
        return TestCloud.of(cloud.base()).service(PlayedCloud.SERVICE).build();
    }

    private Answer<Identity> login(String name, String password) throws Exception {
        return client.authenticate(endpoint(), name, password).get(20, TimeUnit.SECONDS);
    }

    private Answer<Boolean> exists(String name) throws Exception {
        return client.exists(endpoint(), name).get(20, TimeUnit.SECONDS);
    }

    private static Cause cause(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Answer.Unreachable.class);
        return ((Answer.Unreachable<?>) answer).cause();
    }
}
