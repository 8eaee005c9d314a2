package net.xcauth.core.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.jsxc.RosterJson;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.DirectoryStore.Learned;
import net.xcauth.core.store.DirectoryStore.Position;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.UserKey;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RosterEngineTest {
    private static final GroupRules RULES = new GroupRules(List.of(), List.of(), 1_000, 50);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();
    private final GroupCloud cloud = new GroupCloud();
    private final RosterDirectory directory = new RosterDirectory();
    private final RememberedDirectory store = new RememberedDirectory();
    private final HeardChanges heard = new HeardChanges();
    private RosterEngine engine = engine(cloud, RULES);

    private RosterEngine engine(RosterSource source, GroupRules rules) {
        return new RosterEngine(
                source,
                new RosterReader(new AccountNames("example.org", false), rules, Optional::of),
                directory,
                new StoredDirectory(store, directory, "example.org", () -> {}),
                heard,
                clock);
    }

    @BeforeEach
    void start() {
        cloud.group("Staff", "alice", "bob", "carol");
        cloud.group("Fun", "alice", "dave");
        cloud.user("zoe", "Zoe");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private boolean refresh(String user) {
        return await(engine.refresh(user));
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private Map<String, Set<String>> known() {
        Map<String, Set<String>> groups = new TreeMap<>();
        directory
                .groupIds()
                .forEach(id -> groups.put(
                        id, new TreeSet<>(directory.group(id).orElseThrow().members())));
        return groups;
    }

    /** Waits until these users have been queried, partly in the background. */
    private void untilAsked(List<String> questions) throws Exception {
        List<String> asked = new ArrayList<>();
        Eventually.until("asked for the rosters of " + questions, () -> {
            asked.addAll(cloud.questions());
            return asked.size() >= questions.size();
        });
        assertThat(asked).isEqualTo(questions);
    }

    @Nested
    class ARefreshOfTheSource {
        private boolean answers = true;
        private int refreshed;

        @BeforeEach
        void begin() {
            refresh("alice");
            cloud.questions();
            engine.close();
            engine = engine(
                    RosterSource.of(cloud, () -> {
                        refreshed++;
                        return CompletableFuture.completedFuture(answers);
                    }),
                    RULES);
            clock.advance(INTERVAL);
        }

        @Test
        void comesOnceBeforeAllGroups() throws Exception {
            assertThat(engine.refreshAll(Set.of("alice", "dave"), INTERVAL)).isPositive();
            assertThat(refreshed).isEqualTo(1);
            assertThat(cloud.questions()).contains("alice");
        }

        @Test
        void endsTheRefreshIfTheCloudDoesNotAnswer() throws Exception {
            answers = false;
            assertThat(engine.refreshAll(Set.of("alice"), INTERVAL)).isZero();
            assertThat(cloud.questions()).isEmpty();
        }

        @Test
        void isOmittedForUsersWhoHaveJustLoggedIn() throws Exception {
            engine.refreshGroups(Set.of("alice"), Duration.ZERO);
            assertThat(refreshed).isZero();
            assertThat(cloud.questions()).contains("alice");
        }

        @Test
        void isOmittedWithoutUsers() throws Exception {
            engine.refreshAll(Set.of(), INTERVAL);
            assertThat(refreshed).isZero();
        }
    }

    @Nested
    class ARefresh {

        @Test
        void appliesStoresAndAnnouncesTheRoster() throws Exception {
            assertThat(refresh("alice")).isTrue();

            assertThat(known()).isEqualTo(cloud.groups());
            assertThat(heard.groups()).isEqualTo(cloud.groups());
            assertThat(heard.changes()).hasSize(1);
            assertThat(heard.confirmations()).containsExactly(Set.of("alice", "bob", "carol", "dave"));
            assertThat(store.load("example.org").groups()).containsOnlyKeys("Staff", "Fun");
            assertThat(store.written()).containsExactlyInAnyOrder("alice", "bob", "carol", "dave", "Fun", "Staff");
            assertThat(directory.asked("alice")).isEqualTo(clock.instant());
        }

        @Test
        void storesChangesBeforeAnnouncingThem() {
            List<Set<String>> stored = new ArrayList<>();
            engine.close();
            engine = new RosterEngine(
                    cloud,
                    new RosterReader(new AccountNames("example.org", false), RULES, Optional::of),
                    directory,
                    new StoredDirectory(store, directory, "example.org", () -> {}),
                    new RosterListener() {
                        @Override
                        public void changed(RosterChange change) {
                            stored.add(Set.copyOf(store.written()));
                        }

                        @Override
                        public void confirmed(Set<String> users) {
                            // Existence is stored elsewhere.
                        }
                    },
                    clock);

            refresh("alice");

            assertThat(stored)
                    .singleElement()
                    .satisfies(when -> assertThat(when).contains("Staff", "Fun", "bob"));
        }

        @Test
        void appliesDisplayNamesOfGroupsAndTheirChanges() {
            cloud.label("Staff", "Everyone here");
            cloud.label("Fun", "Everyone here");
            refresh("alice");
            assertThat(directory.group("Staff").orElseThrow().label()).isEqualTo("Everyone here");
            assertThat(directory.group("Fun").orElseThrow().label()).isEqualTo("Everyone here");
            heard.changes();

            cloud.label("Fun", "Laughter");
            refresh("alice");
            assertThat(directory.group("Fun").orElseThrow())
                    .matches(group ->
                            group.label().equals("Laughter") && group.members().equals(Set.of("alice", "dave")));
            assertThat(heard.changes())
                    .singleElement()
                    .satisfies(change ->
                            assertThat(change.groups()).singleElement().matches(GroupChange::isRenamed));
        }

        @Test
        void ofAUserInNoGroupMakesTheUserKnown() {
            refresh("zoe");

            assertThat(heard.confirmations()).containsExactly(Set.of("zoe"));
            assertThat(directory.hasRoster("zoe")).isTrue();
        }

        @Test
        void announcesChangesOnly() {
            refresh("alice");
            heard.changes();
            refresh("alice");
            refresh("bob");
            assertThat(heard.changes()).isEmpty();

            cloud.group("Staff", "alice", "bob");
            refresh("bob");
            assertThat(heard.changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change.groups())
                            .extracting(GroupChange::left)
                            .containsExactly(Set.of("carol")));
        }

        @Test
        void storesNothingWhenNothingHasChanged() {
            refresh("alice");
            refresh("bob");
            store.written();
            clock.advance(Duration.ofMinutes(1));
            refresh("alice");

            assertThat(store.written()).isEmpty();
            assertThat(directory.asked("alice")).isEqualTo(clock.instant());
            assertThat(directory.confirmed("carol")).isEqualTo(clock.instant());
        }

        @Test
        void storesChangesAndOutdatedAnswers() throws Exception {
            Stream.of("alice", "bob", "dave").forEach(RosterEngineTest.this::refresh);
            store.written();
            cloud.group("Staff", "alice", "bob");
            refresh("bob");

            assertThat(store.written()).containsExactlyInAnyOrder("Staff", "alice", "bob", "carol");
            Map<String, String> hashes = new TreeMap<>();
            store.load("example.org").users().forEach((user, roster) -> hashes.put(user.account(), roster.hash()));
            assertThat(hashes.get("alice")).isEmpty();
            assertThat(hashes.get("bob")).isNotEmpty();
            assertThat(hashes.get("dave")).isNotEmpty();
        }

        @Test
        void readsTheSameAnswerAgainWhenAnotherHasChangedTheGroup() {
            refresh("alice");
            cloud.group("Staff", "alice", "bob", "eve");
            refresh("bob");
            cloud.group("Staff", "alice", "bob", "carol");
            refresh("alice");

            assertThat(known()).isEqualTo(cloud.groups());
        }

        @Test
        void readsTheSameAnswerAgainUnderOtherRules() {
            refresh("alice");
            engine.close();
            engine = engine(cloud, new GroupRules(List.of(), NamePattern.list("Fun"), 1_000, 50));
            refresh("alice");

            assertThat(directory.groupsOf("alice")).containsExactly("Staff");
        }

        @Test
        void ofAnUnknownUserEndsAllMemberships() throws Exception {
            refresh("alice");
            heard.changes();
            cloud.delete("alice");

            assertThat(refresh("alice")).isTrue();
            assertThat(known()).isEqualTo(Map.of("Staff", Set.of("bob", "carol"), "Fun", Set.of("dave")));
            assertThat(heard.changes())
                    .singleElement()
                    .satisfies(change -> assertThat(change.gone()).containsExactly("alice"));
            assertThat(store.load("example.org").users().keySet())
                    .extracting(user -> user.account())
                    .containsExactlyInAnyOrder("bob", "carol", "dave");
        }

        @Test
        void changesNothingWhileTheCloudIsUnreachable() {
            refresh("alice");
            heard.changes();
            cloud.fail();
            clock.advance(INTERVAL);

            assertThat(refresh("alice")).isFalse();
            assertThat(refresh("bob")).isFalse();
            assertThat(known()).isEqualTo(cloud.groups());
            assertThat(heard.changes()).isEmpty();
            assertThat(directory.asked("alice")).isBefore(clock.instant());
            cloud.recover();
            assertThat(refresh("alice")).isTrue();
        }

        @Test
        void returnsFalseWhenTheQueryFails() {
            engine = engine(
                    user -> CompletableFuture.failedFuture(new IllegalStateException("as the test wants")), RULES);

            assertThat(refresh("alice")).isFalse();
            assertThat(refresh("alice")).isFalse();
        }

        @Test
        void returnsFalseWhenTheQueryCannotBeSent() {
            engine = engine(
                    user -> {
                        throw new IllegalStateException("as the test wants");
                    },
                    RULES);

            assertThat(refresh("alice")).isFalse();
            assertThat(refresh("alice")).isFalse();
        }

        @Test
        void returnsFalseWhenTheAnswerCannotBeReadAndAppliesTheNextOne() {
            Map<String, String> answers = new TreeMap<>(Map.of("alice", "<html>"));
            engine = engine(
                    user -> answers.containsKey(user)
                            ? CompletableFuture.completedFuture(new Answer.Yes<>(RosterJson.read(answers.get(user))))
                            : cloud.ask(user),
                    RULES);

            assertThat(refresh("alice")).isFalse();
            assertThat(refresh("bob")).isTrue();
            answers.clear();
            assertThat(refresh("alice")).isTrue();
        }

        @Test
        void spellsUsersAsTheServerDoes() {
            cloud.group("Team", "Carol@example.com", "Eve@example.org", "alice");
            refresh("alice");

            assertThat(known().get("Team")).containsExactly("alice", "carol\\40example.com", "eve");
        }
    }

    @Nested
    class Questions {

        @Test
        void aboutAUserAreSentOneAtATime() {
            cloud.hold();
            CompletableFuture<Boolean> first = engine.refresh("alice");
            CompletableFuture<Boolean> second = engine.refresh("alice");
            CompletableFuture<Boolean> other = engine.refresh("bob");
            assertThat(cloud.questions()).containsExactly("alice", "bob");
            assertThat(Stream.of(first, second, other)).noneMatch(CompletableFuture::isDone);

            cloud.release();
            assertThat(Stream.of(first, second, other).map(RosterEngineTest::await))
                    .containsOnly(true);
            refresh("alice");
            assertThat(cloud.questions()).containsExactly("alice");
        }

        @Test
        void areSentAgainAfterTheLastOneHasCompleted() {
            cloud.hold();
            CompletableFuture<Boolean> again = engine.refresh("alice").thenCompose(done -> engine.refresh("alice"));
            cloud.release();

            assertThat(await(again)).isTrue();
            assertThat(cloud.questions()).containsExactly("alice", "alice");
        }

        @Test
        void areOrderedByTheTimeOfTheQueryAndNotOfTheAnswer() {
            for (String whether : List.of("new", "unchanged")) {
                clock.advance(Duration.ofSeconds(1));
                cloud.hold();
                CompletableFuture<Boolean> alice = engine.refresh("alice");
                Instant asked = clock.instant();
                clock.advance(Duration.ofSeconds(9));
                cloud.release();
                await(alice);

                assertThat(directory.asked("alice")).as(whether).isEqualTo(asked);
            }
        }

        @Test
        void thatAreOlderUndoNothingHoweverLateTheirAnswer() {
            cloud.hold();
            CompletableFuture<Boolean> older = engine.refresh("alice");
            cloud.group("Staff", "alice", "bob");
            cloud.user("bob", "Robert");
            CompletableFuture<Boolean> newer = engine.refresh("bob");
            cloud.releaseLastFirst();
            await(older);
            await(newer);

            assertThat(known()).isEqualTo(cloud.groups());
            assertThat(directory.fullName("bob")).contains("Robert");
            refresh("alice");
            assertThat(known()).isEqualTo(cloud.groups());
        }

        @Test
        void thatAreOlderUndoNothingWhenTheClockIsSetBack() {
            refresh("alice");
            cloud.group("Staff", "alice", "bob");
            clock.advance(Duration.ofDays(-1));
            refresh("bob");
            assertThat(known()).isEqualTo(cloud.groups());

            cloud.group("Staff", "alice", "bob", "eve");
            assertThat(refreshAll("alice", "bob")).isEqualTo(1);
            assertThat(known()).isEqualTo(cloud.groups());
        }

        @Test
        void areAppliedByOneThreadInTheOrderOfTheAnswers() {
            cloud.hold();
            List<CompletableFuture<Boolean>> all = Stream.of("alice", "bob", "carol", "dave")
                    .map(engine::refresh)
                    .toList();
            cloud.release();
            all.forEach(RosterEngineTest::await);

            assertThat(heard.threads()).extracting(Thread::getName).containsExactly("xcauth-roster");
            assertThat(heard.changes().get(0).added()).containsExactlyInAnyOrder("alice", "bob", "carol", "dave");
            assertThat(heard.confirmations()).hasSize(4);
        }
    }

    @Nested
    class AUserWhoMayBeDeleted {

        @Test
        void isRemovedSoonAfterLeavingTheLastGroup() throws Exception {
            refresh("alice");
            cloud.questions();
            cloud.delete("bob");
            refresh("carol");

            untilAsked(List.of("carol", "bob"));
            Eventually.until("gone", () -> !heard.names().containsKey("bob"));
            assertThat(heard.names()).containsOnlyKeys("alice", "carol", "dave");
            assertThat(known()).isEqualTo(cloud.groups());
        }

        @Test
        void staysUntilConfirmedWithoutDelayingOthers() throws Exception {
            refresh("alice");
            refresh("bob");
            cloud.confirm(false);
            cloud.delete("bob");
            cloud.delete("dave");
            clock.advance(Duration.ofHours(2));
            cloud.questions();

            refreshAll("alice", "bob", "carol", "dave");
            assertThat(cloud.questions()).contains("alice", "bob", "carol", "dave");
            assertThat(heard.names()).containsKeys("bob", "dave");
            assertThat(heard.changes()).noneMatch(change -> !change.gone().isEmpty());

            engine.forget("bob");
            Eventually.until("gone", () -> !heard.names().containsKey("bob"));
            assertThat(heard.names()).containsKey("dave");
        }

        @Test
        void isQueriedAndStaysIfMerelyInNoGroup() throws Exception {
            refresh("alice");
            cloud.questions();
            cloud.group("Staff", "alice", "carol");
            refresh("carol");

            untilAsked(List.of("carol", "bob"));
            refresh("bob");
            assertThat(heard.names()).containsOnlyKeys("alice", "bob", "carol", "dave");
            assertThat(directory.hasRoster("bob")).isTrue();
        }

        @Test
        void isNotQueriedWhileInAnotherGroup() {
            refresh("alice");
            cloud.questions();
            cloud.group("Staff", "bob", "carol");
            refresh("bob");
            refresh("bob");

            assertThat(cloud.questions()).containsExactly("bob", "bob");
            assertThat(directory.groupsOf("alice")).containsExactly("Fun");
        }

        @Test
        void isNotQueriedAgainAfterTheirOwnRoster() throws Exception {
            refresh("alice");
            cloud.questions();
            cloud.group("Staff", "alice", "carol");
            refresh("bob");
            refresh("carol");
            refresh("alice");

            assertThat(cloud.questions()).containsExactly("bob", "carol", "alice");
        }

        @Test
        void isQueriedOneAfterAnother() throws Exception {
            refresh("alice");
            cloud.questions();
            List.of("bob", "carol", "dave").forEach(cloud::delete);
            cloud.hold();
            CompletableFuture<Boolean> alice = engine.refresh("alice");
            cloud.group("Fun", "alice", "eve");
            CompletableFuture<Boolean> eve = engine.refresh("eve");
            cloud.release("alice");
            await(alice);
            cloud.release("eve");
            await(eve);
            List<String> asked = new ArrayList<>();
            Eventually.until("asked", () -> asked.addAll(cloud.questions()) && asked.size() > 2);
            assertThat(asked).hasSize(3).startsWith("alice", "eve");
            cloud.release();

            Eventually.until("gone", () -> heard.names().equals(Map.of("alice", "", "eve", "")));
            asked.addAll(cloud.questions());
            assertThat(asked).containsExactlyInAnyOrder("alice", "eve", "bob", "carol", "dave");
        }

        @Test
        void isQueriedLaterIfTheCloudIsUnreachable() throws Exception {
            refresh("alice");
            cloud.questions();
            cloud.hold();
            cloud.delete("bob");
            CompletableFuture<Boolean> carol = engine.refresh("carol");
            cloud.fail();
            cloud.release();
            await(carol);
            untilAsked(List.of("carol", "bob"));
            assertThat(refresh("bob")).isFalse();
            cloud.questions();
            cloud.recover();
            assertThat(heard.names()).containsKey("bob");

            cloud.group("Fun", "alice", "dave", "eve");
            refresh("alice");
            Eventually.until("gone", () -> !heard.names().containsKey("bob"));
        }

        @Test
        void isRemovedWhenAnotherQueryHasShownIt() throws Exception {
            refresh("alice");
            engine.forget("bob");

            Eventually.until("gone", () -> !heard.names().containsKey("bob"));
            assertThat(directory.groupsOf("bob")).isEmpty();
            assertThat(heard.groups().get("Staff")).containsExactly("alice", "carol");
        }

        @Test
        void doesNotComeBackByAnEarlierQuery() throws Exception {
            refresh("alice");
            heard.confirmations();
            cloud.hold();
            CompletableFuture<Boolean> older = engine.refresh("carol");
            engine.forget("bob");
            Eventually.until("gone", () -> !heard.names().containsKey("bob"));
            cloud.release();
            await(older);

            assertThat(directory.groupsOf("bob")).isEmpty();
            assertThat(heard.names()).doesNotContainKey("bob");
            assertThat(heard.confirmations()).containsExactly(Set.of("alice", "carol"));
        }
    }

    private int refreshAll(String... online) {
        try {
            return engine.refreshAll(List.of(online), INTERVAL);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nested
    class RefreshingAll {
        private final String[] users =
                IntStream.range(0, 100).mapToObj("user%02d"::formatted).toArray(String[]::new);

        /** 20 groups with five users each. */
        private void learnDisjointGroups(String... inAll) {
            cloud.group("Staff");
            cloud.group("Fun");
            for (int i = 0; i < 20; i++) {
                Set<String> members = new TreeSet<>(List.of(users).subList(5 * i, 5 * i + 5));
                members.addAll(List.of(inAll));
                cloud.group("Group" + i, members);
            }
            Stream.of(users).forEach(RosterEngineTest.this::refresh);
            cloud.questions();
            clock.advance(Duration.ofMinutes(1));
        }

        @Test
        void takesOneQueryIfOneUserIsInAllGroups() {
            learnDisjointGroups("user42");
            cloud.group("Group0", "user01", "user42");
            cloud.group("Group19", "user42", "user99", "eve");

            assertThat(refreshAll(users)).isEqualTo(1);
            assertThat(cloud.questions()).startsWith("user42");
            assertThat(known()).isEqualTo(cloud.groups());
        }

        @Test
        void takesOneQueryPerGroupWithoutCommonMembers() {
            learnDisjointGroups();
            cloud.group("Group7", "user35", "user36", "user37", "user38", "eve");

            assertThat(refreshAll(users)).isEqualTo(20);
            assertThat(cloud.questions()).startsWith("user00", "user05", "user10");
            assertThat(known().get("Group7")).isEqualTo(cloud.groups().get("Group7"));
        }

        @Test
        void queriesNoGroupTwiceBecauseItsMembersHaveChanged() {
            learnDisjointGroups("user00", "user99");
            cloud.group("Group3", "user00", "user15", "user99");

            assertThat(refreshAll(users)).isEqualTo(1);
        }

        @Test
        void queriesAgainEachTime() {
            learnDisjointGroups("user42");
            refreshAll(users);
            cloud.group("Group0", "user42", "eve");

            assertThat(refreshAll(users)).isEqualTo(1);
            assertThat(known()).isEqualTo(cloud.groups());
        }

        @Test
        void queriesGroupsOfOnlineUsersOnly() {
            learnDisjointGroups();

            assertThat(refreshAll("user00", "user03", "user07", "user99")).isEqualTo(3);
            assertThat(cloud.questions()).containsExactly("user00", "user07", "user99");
        }

        @Test
        void queriesFurtherMembersOfAGroupWhileNoRosterShowsIt() {
            learnDisjointGroups();
            cloud.group("Group0", "user04");

            assertThat(refreshAll("user00", "user04")).isEqualTo(2);
            assertThat(known().get("Group0")).containsExactly("user04");
        }

        @Test
        void queriesOwnRostersThatAreTooOld() {
            learnDisjointGroups("user42");
            clock.advance(INTERVAL.minus(Duration.ofMinutes(2)));
            refresh("user10");
            cloud.questions();
            clock.advance(Duration.ofMinutes(2));

            assertThat(refreshAll("user10", "user42", "user11", "user12")).isEqualTo(3);
            assertThat(cloud.questions()).containsExactly("user42", "user11", "user12");
        }

        @Test
        void queriesUnknownUsers() {
            assertThat(refreshAll("bob", "zoe")).isEqualTo(2);
            assertThat(cloud.questions()).containsExactly("bob", "zoe");
            assertThat(refreshAll("bob", "zoe")).isEqualTo(1);
            assertThat(refreshAll()).isZero();
        }

        @Test
        void endsAtOnceWhenTheCloudIsUnreachable() {
            learnDisjointGroups();
            cloud.fail();
            assertThat(refreshAll(users)).isEqualTo(1);

            cloud.questions();
            clock.advance(INTERVAL.multipliedBy(2));
            assertThat(refreshAll("nobody", "nobody2")).isEqualTo(1);
            assertThat(cloud.questions()).hasSize(1);
        }

        @Test
        void storesWhatCouldNotBeStoredBefore() throws Exception {
            store.fail();
            refresh("alice");
            store.recover();
            refreshAll("alice");

            Eventually.until("stored", () -> store.load("example.org").groups().containsKey("Staff"));
        }

        @Test
        void isNotStoppedByAListenerThatFails() {
            refresh("alice");
            refresh("bob");
            heard.fail();
            cloud.group("Staff", "alice", "bob");
            cloud.group("Fun", "dave");
            clock.advance(INTERVAL.multipliedBy(2));

            assertThat(refreshAll("alice", "bob", "dave")).isEqualTo(3);
            assertThat(known()).isEqualTo(cloud.groups());
        }

        @Test
        void endsWhenItsThreadIsInterrupted() throws Exception {
            cloud.hold();
            CountDownLatch interrupted = new CountDownLatch(1);
            Thread refreshing = new Thread(() -> {
                try {
                    engine.refreshAll(List.of("alice"), INTERVAL);
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
            refreshing.start();
            Eventually.until("asked", () -> !cloud.questions().isEmpty());
            refreshing.interrupt();

            assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Nested
    class DoubtfulGroups {

        @Test
        void areVerifiedByOfflineMembers() throws Exception {
            refresh("alice");
            cloud.rename("Staff", "Hidden\u200b");
            engine.refreshAll(List.of("alice"), INTERVAL);

            Eventually.until("no roster shows Staff any more", () -> !known().containsKey("Staff"));
            assertThat(known()).containsOnlyKeys("Fun");
        }

        @Test
        void stayIfARosterStillShowsThem() throws Exception {
            refresh("alice");
            cloud.group("Staff", "bob", "carol");
            cloud.questions();
            engine.refreshAll(List.of("alice"), INTERVAL);

            assertThat(cloud.questions()).startsWith("alice", "bob");
            assertThat(known().get("Staff")).containsExactly("bob", "carol");
        }

        @Test
        void areNotQueriedEndlesslyWhenTheCloudIsDown() throws Exception {
            refresh("alice");
            cloud.group("Staff", "bob", "carol");
            refresh("alice");
            cloud.fail();

            assertThat(engine.refreshAll(List.of(), INTERVAL)).isOne();
            assertThat(known().get("Staff")).containsExactly("bob", "carol");
        }
    }

    @Nested
    class GroupsKnownToTheServerOnly {

        @Test
        void stayUntilAMembersRosterContradictsThem() throws Exception {
            refresh("alice");
            await(engine.adopt(List.of(
                    new Group(new GroupName("Old", "Old"), Set.of("alice", "dave"), Instant.EPOCH, 0),
                    new Group(new GroupName("Fun", "Fun"), Set.of("zoe"), Instant.EPOCH, 0))));
            assertThat(known().get("Old")).containsExactly("alice", "dave");
            assertThat(known().get("Fun")).as("the cloud's answer wins").containsExactly("alice", "dave");
            assertThat(store.load("example.org").groups()).containsKey("Old");

            refresh("alice");
            assertThat(known().get("Old")).as("the same answer is read again").containsExactly("dave");
        }

        @Test
        void areNotConfirmedByARestart() throws Exception {
            refresh("alice");
            await(engine.adopt(List.of(new Group(new GroupName("Old", "Old"), Set.of("alice"), Instant.EPOCH, 0))));

            assertThat(store.load("example.org").users().values())
                    .allSatisfy(user -> assertThat(user.hash()).isEmpty());
        }
    }

    @Nested
    class AReload {

        @Test
        void appliesChangesOfAnotherProcess() throws Exception {
            refresh("alice");
            UserKey zoe = UserKey.ofJid("zoe@example.org");
            store.store(
                    "example.org",
                    Position.START,
                    others -> new Learned(
                            new DirectoryStore.Directory(
                                    Map.of(), Map.of("Other", new StoredGroup("Other", Set.of(zoe)))),
                            Set.of(),
                            Set.of("Fun")));
            await(engine.reload());

            assertThat(known()).containsOnlyKeys("Staff", "Other");
        }

        @Test
        void losesNoUnstoredChanges() throws Exception {
            refresh("alice");
            store.fail();
            cloud.group("New", "alice", "bob");
            refresh("alice");
            await(engine.reload());
            assertThat(known()).containsKey("New");

            store.recover();
            await(engine.reload());
            assertThat(known()).containsKey("New");
            assertThat(store.load("example.org").groups()).containsKey("New");
        }
    }

    @Nested
    class AChangeByAnotherProcess {

        private void another(String... members) throws Exception {
            Set<UserKey> users = Stream.of(members)
                    .map(user -> new UserKey(user, "example.org"))
                    .collect(Collectors.toSet());
            store.store(
                    "example.org",
                    Position.START,
                    others -> new Learned(
                            new DirectoryStore.Directory(Map.of(), Map.of("Staff", new StoredGroup("Staff", users))),
                            Set.of(),
                            Set.of()));
        }

        @Test
        void isAnnouncedToTheServer() throws Exception {
            refresh("alice");
            another("alice", "bob", "eve");
            await(engine.follow());

            assertThat(known().get("Staff")).containsExactly("alice", "bob", "eve");
            assertThat(heard.groups().get("Staff")).containsExactly("alice", "bob", "eve");
        }

        @Test
        void isNotUndoneByAnEarlierAnswerWhichIsQueriedAgain() throws Exception {
            refresh("bob");
            cloud.questions();
            heard.changes();
            cloud.hold();
            CompletableFuture<Boolean> older = engine.refresh("alice");
            cloud.group("Staff", "alice", "bob", "eve");
            another("alice", "bob", "eve");
            cloud.release();
            await(older);

            untilAsked(List.of("alice", "alice"));
            Eventually.until("all is known", () -> known().equals(cloud.groups()));
            assertThat(store.load("example.org").groups().get("Staff").members())
                    .hasSize(3);
            assertThat(heard.changes())
                    .flatExtracting(RosterChange::groups)
                    .filteredOn(group -> group.id().equals("Staff"))
                    .extracting(GroupChange::joined)
                    .as("eve joins, and never leaves")
                    .containsExactly(Set.of("eve"));
        }

        /** As with a cloud whose groups are read periodically: only another read shows changes. */
        @Test
        void refreshesTheSourceBeforeAUserIsQueriedAgain() throws Exception {
            List<String> asked = new ArrayList<>();
            engine.close();
            engine = engine(
                    RosterSource.of(
                            user -> {
                                asked.add(user);
                                return cloud.ask(user)
                                        .thenApply(answer -> new Answer.Yes<>(
                                                ofReadings(((Answer.Yes<CloudRoster>) answer).value())));
                            },
                            () -> {
                                asked.add("all");
                                return CompletableFuture.completedFuture(true);
                            }),
                    RULES);
            refresh("alice");
            another("alice", "bob", "eve");
            await(engine.follow());
            cloud.group("Staff", "alice", "bob", "eve", "frank");

            refresh("eve");
            Eventually.until("all is known", () -> known().equals(cloud.groups()));
            assertThat(asked).startsWith("alice").endsWith("eve").contains("all");
        }

        private static CloudRoster ofReadings(CloudRoster roster) {
            return new CloudRoster(
                    roster.entries(), roster.labels(), roster.withheld(), CloudRoster.Origin.READINGS, roster.json());
        }
    }

    @Nested
    class AListenerThatFails {

        @Test
        void receivesTheNextAnswer() {
            heard.fail();
            assertThat(refresh("alice")).isTrue();
            heard.recover();
            cloud.group("Staff", "alice", "bob");
            assertThat(refresh("bob")).isTrue();

            assertThat(heard.changes()).hasSize(2);
            assertThat(heard.groups()).isEqualTo(cloud.groups());
        }

        @Test
        void doesNotPreventStoring() throws Exception {
            heard.fail();
            refresh("alice");

            assertThat(store.load("example.org").groups()).containsOnlyKeys("Fun", "Staff");
        }

        @Test
        void doesNotPreventDeletedUsersFromBeingFound() throws Exception {
            refresh("alice");
            heard.fail();
            cloud.delete("bob");
            refresh("carol");

            Eventually.until("gone", () -> !heard.names().containsKey("bob"));
        }
    }

    @Nested
    class AStoreThatFails {

        @Test
        void doesNotPreventAnnouncements() {
            store.fail();

            assertThat(refresh("alice")).isTrue();
            assertThat(heard.groups()).isEqualTo(cloud.groups());
        }

        @Test
        void receivesEverythingWithTheNextChange() throws Exception {
            store.fail();
            refresh("alice");
            cloud.group("Fun");
            refresh("alice");
            refresh("dave");
            store.recover();
            cloud.group("Staff", "alice", "bob", "eve");
            refresh("bob");

            assertThat(store.load("example.org").groups()).containsOnlyKeys("Staff");
            assertThat(store.load("example.org").users().keySet())
                    .extracting(user -> user.account())
                    .containsExactlyInAnyOrder("alice", "bob", "carol", "dave", "eve");
        }

        @Test
        void receivesEverythingWhenFlushed() throws Exception {
            store.fail();
            refresh("alice");
            store.recover();
            engine.flush();

            Eventually.until("stored", () -> !store.load("example.org").groups().isEmpty());
        }
    }

    @Nested
    class AnotherCloud {

        @Test
        void discardsTheDataOfTheFormerOneWithoutDeletingUsers() throws Exception {
            refresh("alice");
            heard.changes();
            store.replaceAll(Map.of());
            await(engine.cloudChanged());

            assertThat(known()).isEmpty();
            assertThat(directory.users()).isEmpty();
            assertThat(directory.hasRoster("alice")).isFalse();
            assertThat(heard.changes()).isEmpty();
            cloud.group("Staff", "bob");
            refresh("alice");
            assertThat(known()).containsOnlyKeys("Fun");
            assertThat(heard.changes())
                    .allSatisfy(change -> assertThat(change.gone()).isEmpty());
        }

        @Test
        void isQueriedWhileAPendingAnswerOfTheFormerOneIsIgnored() throws Exception {
            cloud.hold();
            CompletableFuture<Boolean> former = engine.refresh("alice");
            Runnable late = cloud.take("alice");
            await(engine.cloudChanged());
            cloud.group("Staff", "alice", "zoe");
            CompletableFuture<Boolean> now = engine.refresh("alice");
            cloud.release();
            late.run();

            assertThat(await(now)).isTrue();
            assertThat(await(former)).isFalse();
            assertThat(known().get("Staff")).containsExactly("alice", "zoe");
        }

        @Test
        void storesNothingOfTheFormerOne() throws Exception {
            store.fail();
            refresh("alice");
            await(engine.cloudChanged());
            store.recover();
            store.written();
            engine.close();

            assertThat(store.written()).isEmpty();
        }

        @Test
        void startsWithWhatOthersHaveStoredAboutIt() throws Exception {
            refresh("alice");
            store.replaceAll(Map.of("Club", Set.of("zoe")));
            await(engine.cloudChanged());

            assertThat(known()).isEqualTo(Map.of("Club", Set.of("zoe")));
        }
    }

    @Nested
    class Closing {

        @Test
        void storesWhatCouldNotBeStoredBefore() throws Exception {
            store.fail();
            refresh("alice");
            store.recover();
            engine.close();

            assertThat(store.load("example.org").groups()).containsOnlyKeys("Fun", "Staff");
        }

        @Test
        void endsPendingQueries() {
            cloud.hold();
            CompletableFuture<Boolean> alice = engine.refresh("alice");
            engine.close();

            assertThat(await(alice)).isFalse();
            cloud.release();
            assertThat(known()).isEmpty();
        }

        @Test
        void endsItsThread() throws Exception {
            refresh("alice");
            List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("xcauth-roster"))
                    .toList();
            engine.close();

            assertThat(threads).isNotEmpty();
            for (Thread thread : threads) {
                thread.join(60_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }

        @Test
        void answersLaterQueriesWithFalse() throws Exception {
            engine.close();

            assertThat(refresh("alice")).isFalse();
            engine.forget("alice");
            engine.flush();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> engine.refreshAll(List.of("alice"), INTERVAL));
            assertThat(heard.changes()).isEmpty();
        }

        @Test
        void endsARefreshOfAll() throws Exception {
            cloud.hold();
            CompletableFuture<Integer> all = CompletableFuture.supplyAsync(() -> refreshAll("alice", "bob"));
            Eventually.until("asked", () -> !cloud.questions().isEmpty());
            engine.close();

            assertThat(await(all)).isEqualTo(1);
        }
    }
}
