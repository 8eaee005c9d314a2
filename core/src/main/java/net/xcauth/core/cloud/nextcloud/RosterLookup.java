package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CloudRoster.Origin;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.RequestCoalescer;

/**
 * Looks up the rosters of single accounts in what directory reads and logins have shown. Everything is read once, and
 * again by {@link #refresh}. In between, only groups that a login has shown to have changed are read.
 */
final class RosterLookup {
    /**
     * The time for which a group's members are valid without a full refresh: somewhat longer than its default interval.
     */
    private static final Duration VALID = Duration.ofMinutes(20);

    private final Directories directories;
    private final ExistenceCheck existence;
    private final BiPredicate<String, String> wanted;
    private final Clock clock;
    private final RequestCoalescer<Endpoint.Nextcloud, Answer<Boolean>> readings = new RequestCoalescer<>();
    private final RequestCoalescer<Part, Answer<Boolean>> partReadings = new RequestCoalescer<>();

    /** Some groups of a cloud, by id. */
    private record Part(Endpoint.Nextcloud endpoint, Set<String> groups) {}

    /** @param wanted selects groups by id and display name; members of the others are not read */
    RosterLookup(Directories directories, ExistenceCheck existence, BiPredicate<String, String> wanted, Clock clock) {
        this.directories = directories;
        this.existence = existence;
        this.wanted = wanted;
        this.clock = clock;
    }

    /**
     * The roster of the account with this id; no if it does not exist.
     *
     * @param loginNames login names by account id where they differ, which are used instead of ids
     */
    CompletableFuture<Answer<CloudRoster>> of(CloudAccess cloud, String account, Map<String, String> loginNames) {
        LearnedDirectory directory = cloud.learned().directory();
        if (!directory.isRead()) {
            return Answers.then(
                    readings.ask(cloud.endpoint(), () -> readAll(cloud)),
                    read -> roster(cloud, account, loginNames, Origin.READINGS));
        }
        Instant now = clock.instant();
        Set<String> outdated = directory.outdated(account, now.minus(VALID), now);
        return outdated.isEmpty()
                ? roster(cloud, account, loginNames, Origin.MEMORY)
                : Answers.then(readSome(cloud, outdated), read -> roster(cloud, account, loginNames, Origin.READINGS));
    }

    /**
     * Reads everything: the names of groups, the members of the wanted ones, and changed names of accounts. If a read
     * is in progress, another one follows, since the first may miss what the caller wants to see.
     */
    CompletableFuture<Answer<Boolean>> refresh(CloudAccess cloud) {
        return readings.askAgain(cloud.endpoint(), () -> readAll(cloud));
    }

    private CompletableFuture<Answer<Boolean>> readAll(CloudAccess cloud) {
        LearnedDirectory directory = cloud.learned().directory();
        return during(
                directory,
                () -> directories.read(cloud, directory.token(clock.instant()), wanted, directory.known()),
                reading -> directory.takeAll(reading, clock.instant()));
    }

    private CompletableFuture<Answer<Boolean>> readSome(CloudAccess cloud, Set<String> ids) {
        LearnedDirectory directory = cloud.learned().directory();
        return partReadings.ask(
                new Part(cloud.endpoint(), ids),
                () -> during(
                        directory,
                        () -> directories.read(cloud, ids, directory.isUnnamed(ids), wanted, lists -> {
                            Instant now = clock.instant();
                            return directory.tokenFor(lists, now.minus(VALID), now);
                        }),
                        reading -> directory.takeSome(reading, clock.instant())));
    }

    private static CompletableFuture<Answer<Boolean>> during(
            LearnedDirectory directory,
            Supplier<CompletableFuture<Answer<DirectoryReading>>> reading,
            Consumer<DirectoryReading> take) {
        directory.begin();
        return Answers.then(reading.get(), read -> {
                    take.accept(read);
                    return completedFuture(new Answer.Yes<>(true));
                })
                .whenComplete((answer, failure) -> directory.end());
    }

    private CompletableFuture<Answer<CloudRoster>> roster(
            CloudAccess cloud, String account, Map<String, String> loginNames, Origin origin) {
        LearnedDirectory directory = cloud.learned().directory();
        return directory.knows(account)
                ? completedFuture(new Answer.Yes<>(directory.rosterOf(account, loginNames, origin)))
                : existence.of(cloud, account).thenApply(RosterLookup::ofUnknown);
    }

    /** An account that is neither in a group nor in the address book is deleted or new, or the cloud hides it. */
    private static Answer<CloudRoster> ofUnknown(Answer<Boolean> said) {
        boolean hidden = said instanceof Answer.Unreachable<Boolean> unreachable
                && unreachable.cause() == Cause.EXISTENCE_HIDDEN;
        return hidden || said instanceof Answer.Yes
                ? new Answer.Yes<>(
                        CloudRoster.of(List.of(), Map.of(), Set.of(), hidden ? Origin.MEMORY : Origin.READINGS))
                : Answers.without(said);
    }
}
