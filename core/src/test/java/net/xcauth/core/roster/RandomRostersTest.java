package net.xcauth.core.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.xcauth.core.auth.ManualClock;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.user.AccountNames;
import net.xcauth.test.Volume;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A small cloud with random changes, and a directory that occasionally reads rosters of some users. Once all users have
 * been read, the directory must equal the cloud.
 */
class RandomRostersTest {
    private static final int RUNS = Volume.of(20, 100);
    private static final int FAST_RUNS = Volume.of(400, 2_000);
    private static final int STEPS = 80;
    private static final String DOMAIN = "example.org";
    private static final List<String> USERS = List.of("u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7");
    private static final List<String> GROUPS = List.of("A", "B", "C", "D", "E");

    private final RosterReader reader = new RosterReader(
            new AccountNames(DOMAIN, false), new GroupRules(List.of(), List.of(), 100, 50), Optional::of);
    private RememberedDirectory store;
    private GroupCloud cloud;
    private RosterDirectory directory;
    private StoredDirectory stored;
    private HeardChanges heard;
    private Random random;

    private void start(long seed) {
        random = new Random(seed);
        store = new RememberedDirectory();
        cloud = new GroupCloud();
        heard = new HeardChanges();
        USERS.subList(0, 5).forEach(user -> cloud.user(user, nameOf(user)));
        restart();
    }

    private void restart() {
        directory = new RosterDirectory();
        stored = new StoredDirectory(store, directory, DOMAIN, () -> {});
        try {
            directory.load(stored.load());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private String nameOf(String user) {
        return user + any(List.of("", "x", "y"));
    }

    private Set<String> someUsers() {
        Set<String> some = new TreeSet<>(cloud.users().keySet());
        some.removeIf(user -> happens(50));
        return some;
    }

    /** Few names, so that earlier states often return. */
    private void somethingHappensInTheCloud() {
        String user = any(USERS);
        String group = any(GROUPS);
        Set<String> members = new TreeSet<>(cloud.groups().getOrDefault(group, Set.of()));
        boolean exists = cloud.users().containsKey(user);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                if (exists && members.add(user)) {
                    cloud.group(group, members);
                }
            }
            case 3, 4, 5 -> {
                members.remove(user);
                cloud.group(group, members);
            }
            case 6 -> cloud.group(group, someUsers());
            case 7 -> {
                String name = any(GROUPS);
                if (!members.isEmpty() && !cloud.groups().containsKey(name)) {
                    cloud.rename(group, name);
                }
            }
            case 8 -> cloud.user(user, nameOf(user));
            default -> {
                if (happens(50)) {
                    cloud.delete(user);
                } else {
                    cloud.group(group, Set.of());
                }
            }
        }
    }

    private void assertThatTheDirectoryIsWhatTheCloudIs() throws Exception {
        assertThat(groupsOf(directory)).isEqualTo(cloud.groups());
        for (String user : USERS) {
            assertThat(directory.groupsOf(user)).as(user).isEqualTo(cloud.groupsOf(user));
            assertThat(directory.knows(user)).as(user).isEqualTo(cloud.users().containsKey(user));
            if (!cloud.groupsOf(user).isEmpty()) {
                assertThat(directory.fullName(user))
                        .as(user)
                        .contains(cloud.users().get(user));
            }
        }
        RosterDirectory read = new RosterDirectory();
        read.load(stored.load());
        assertThat(groupsOf(read)).as("stored").isEqualTo(cloud.groups());
        for (String user : USERS) {
            assertThat(read.fullName(user)).as("stored").isEqualTo(directory.fullName(user));
        }
    }

    private static Map<String, Set<String>> groupsOf(RosterDirectory some) {
        Map<String, Set<String>> groups = new TreeMap<>();
        some.groupIds()
                .forEach(id -> groups.put(
                        id, new TreeSet<>(some.group(id).orElseThrow().members())));
        return groups;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 1_000_000})
    void oneQueryAfterAnother(long seeds) throws Exception {
        for (long seed = seeds; seed < seeds + RUNS; seed++) {
            start(seed);
            try (OneByOne run = new OneByOne()) {
                run.run();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Uses the engine, and an observer that only receives its changes. */
    private final class OneByOne implements AutoCloseable {
        private final ManualClock clock = new ManualClock();
        private RosterEngine engine = engine();

        private RosterEngine engine() {
            return new RosterEngine(cloud, reader, directory, stored, heard, clock);
        }

        void run() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(20)) {
                    case 0 -> {
                        engine.close();
                        restart();
                        engine = engine();
                    }
                    case 1 -> {
                        cloud.fail();
                        refresh(any(USERS));
                        cloud.recover();
                    }
                    case 2 -> {
                        store.fail();
                        refresh(any(USERS));
                        store.recover();
                    }
                    case 3 -> engine.refreshAll(List.copyOf(someUsers()), Duration.ofMinutes(10));
                    case 4, 5, 6, 7, 8 -> {
                        String user = any(USERS);
                        refreshAnew(user);
                        assertThatTheUserSeesTheCloud(user);
                    }
                    default -> somethingHappensInTheCloud();
                }
                clock.advance(Duration.ofMinutes(random.nextInt(3)));
            }
            USERS.forEach(this::refreshAnew);
            engine.close();
            assertThatTheDirectoryIsWhatTheCloudIs();
            assertThat(heard.misfits()).isEmpty();
            assertThat(heard.groups()).isEqualTo(cloud.groups());
            assertThat(heard.names().keySet()).isEqualTo(cloud.users().keySet());
            heard.names()
                    .forEach((user, name) ->
                            assertThat(directory.fullName(user).orElse("")).isEqualTo(name));
        }

        /** Not by an earlier query, which may be in progress since the user has left a last group. */
        private void refreshAnew(String user) {
            boolean asked = false;
            for (int attempt = 0; attempt < 100 && !asked; attempt++) {
                cloud.questions();
                boolean answered = refresh(user);
                asked = cloud.questions().contains(user) && answered;
            }
            assertThat(asked).as(user).isTrue();
        }

        private boolean refresh(String user) {
            return engine.refresh(user).orTimeout(60, TimeUnit.SECONDS).join();
        }

        private void assertThatTheUserSeesTheCloud(String user) {
            assertThat(directory.groupsOf(user)).as(user).isEqualTo(cloud.groupsOf(user));
            cloud.groupsOf(user).forEach(group -> {
                Set<String> members = directory.group(group).orElseThrow().members();
                assertThat(members).as(group).isEqualTo(cloud.groups().get(group));
                members.forEach(member -> assertThat(directory.fullName(member))
                        .contains(cloud.users().get(member)));
            });
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 2_000, 2_000_000})
    void concurrentQueriesAnsweredInAnyOrder(long seeds) throws Exception {
        for (long seed = seeds; seed < seeds + FAST_RUNS; seed++) {
            start(seed);
            try {
                new AtOnce().run();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Deterministic, without the engine; no user may be in a group that the newest answer denies. */
    private final class AtOnce {
        private final List<Question> underWay = new ArrayList<>();
        private final Map<String, Told> told = new TreeMap<>();
        private final Map<String, Instant> answered = new TreeMap<>();
        private Instant now = Instant.ofEpochSecond(1_700_000_000);

        /** @param roster null if there was no such user */
        private record Question(String user, Instant asked, CloudRoster roster) {}

        /** A membership according to a query of this time. */
        private record Told(Instant asked, boolean member) {}

        void run() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                now = now.plusNanos(1);
                switch (random.nextInt(8)) {
                    case 0 -> forgetIfGone(any(USERS));
                    case 1, 2 -> ask(any(USERS));
                    case 3, 4 -> {
                        if (!underWay.isEmpty()) {
                            take(underWay.remove(random.nextInt(underWay.size())));
                        }
                    }
                    case 5 -> {
                        if (happens(10)) {
                            underWay.clear();
                            told.clear();
                            answered.clear();
                            restart();
                        }
                    }
                    default -> somethingHappensInTheCloud();
                }
                assertThatNobodyIsInAGroupOfOld();
            }
            while (!underWay.isEmpty()) {
                take(underWay.remove(random.nextInt(underWay.size())));
            }
            assertThatNobodyIsInAGroupOfOld();
            for (String user : USERS) {
                now = now.plusNanos(1);
                ask(user);
                take(underWay.remove(0));
            }
            assertThatTheDirectoryIsWhatTheCloudIs();
        }

        private void ask(String user) {
            if (underWay.stream().noneMatch(question -> question.user.equals(user))) {
                underWay.add(new Question(
                        user, now, cloud.answer(user) instanceof Yes<CloudRoster> yes ? yes.value() : null));
            }
        }

        private void forgetIfGone(String user) {
            if (!cloud.users().containsKey(user)) {
                take(new Question(user, now, null));
            }
        }

        private void take(Question question) {
            if (question.roster == null) {
                note(question.user, question.asked, Map.of());
                learn(() -> directory.forget(question.user, question.asked));
            } else {
                SharedRoster roster = reader.read(question.roster);
                note(question.user, question.asked, roster.groups());
                String hash = question.roster.json();
                if (!directory.confirms(question.user, hash, AnswerAge.of(question.asked))) {
                    learn(() -> {
                        stored.remember(Set.of(question.user));
                        return directory.apply(question.user, roster, hash, AnswerAge.of(question.asked));
                    });
                }
            }
        }

        private void learn(Supplier<RosterChange> learning) {
            heard.changed(stored.learn(() -> now, learning).own());
            assertThat(heard.misfits()).isEmpty();
            assertThat(heard.groups()).isEqualTo(groupsOf(directory));
        }

        /**
         * The content of a user's roster, unless a newer question about that user has been answered: of all groups,
         * whether that user is in them; of those in it, who is.
         */
        private void note(String user, Instant asked, Map<GroupName, Set<String>> groups) {
            if (asked.isBefore(answered.getOrDefault(user, asked))) {
                return;
            }
            answered.put(user, asked);
            Set<String> shown = new HashSet<>();
            groups.keySet().forEach(name -> shown.add(name.id()));
            GROUPS.forEach(group -> note(user, group, asked, shown.contains(group)));
            groups.forEach(
                    (name, members) -> USERS.forEach(other -> note(other, name.id(), asked, members.contains(other))));
        }

        private void note(String user, String group, Instant asked, boolean member) {
            told.merge(
                    user + group,
                    new Told(asked, member),
                    (one, other) -> other.asked.isBefore(one.asked) ? one : other);
        }

        private void assertThatNobodyIsInAGroupOfOld() {
            groupsOf(directory)
                    .forEach((group, members) -> members.forEach(user -> {
                        if (!told.getOrDefault(user + group, new Told(now, true)).member) {
                            throw new AssertionError(user + " is in " + group);
                        }
                    }));
        }
    }
}
