package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.AddressBook;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudDirectory;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Questions;
import net.xcauth.core.cloud.RosterEntry;
import net.xcauth.core.user.Accounts;

/**
 * Answers for single accounts who shares a group with them, from the whole directory, which is read at most once a minute. Later
 * readings ask for the changes of names only, and once a week for all of them, since old tokens lose deletions.
 */
final class SharedRosters {
    private static final Duration VALID = Duration.ofMinutes(1);
    private static final Duration WHOLE_VALID = Duration.ofDays(7);

    private final Directories directories;
    private final Clock clock;
    private final Questions<Endpoint.Nextcloud, Answer<Snapshot>> readings = new Questions<>();

    /**
     * A directory with the names of everybody.
     *
     * @param names   display names by account id; empty if the cloud has no address book to offer
     * @param wholeAt when they were read as a whole
     */
    record Snapshot(CloudDirectory directory, Optional<Map<String, String>> names, Instant at, Instant wholeAt) {

        /** This snapshot as it is after a later reading. */
        static Snapshot after(Optional<Snapshot> before, CloudDirectory read, Instant now) {
            AddressBook book = read.book();
            if (!book.offered()) {
                return new Snapshot(read, Optional.empty(), now, now);
            }
            Map<String, String> names = new HashMap<>(book.whole() ? Map.of()
                    : before.flatMap(Snapshot::names).orElse(Map.of()));
            names.putAll(book.names());
            names.keySet().removeAll(book.gone());
            return new Snapshot(read, Optional.of(Map.copyOf(names)), now, book.whole() ? now : before.orElseThrow().wholeAt());
        }

        /** Everybody who shares a group with an account, itself too; nobody if it is in no group that may be listed. */
        CloudRoster rosterOf(String account, Map<String, String> loginNames) {
            Map<String, List<String>> groups = new TreeMap<>();
            Map<String, String> labels = new HashMap<>();
            directory.groups().forEach((id, group) -> {
                if (group.members().filter(members -> members.stream().anyMatch(each -> Accounts.isSame(each, account, ""))).isPresent()) {
                    labels.put(id, group.displayName());
                    group.members().get().stream().filter(member -> isShown(member, account))
                            .forEach(member -> groups.computeIfAbsent(member, each -> new ArrayList<>()).add(id));
                }
            });
            return CloudRoster.of(groups.entrySet().stream().map(entry -> new RosterEntry(
                    loginNames.getOrDefault(entry.getKey(), entry.getKey()), names.map(all -> all.get(entry.getKey())).orElse(""), entry.getValue())).toList(), labels);
        }

        /** Disabled accounts are in groups, but not in the address book. */
        private boolean isShown(String member, String account) {
            return names.isEmpty() || names.get().containsKey(member) || Accounts.isSame(member, account, "");
        }

        /** The token for the changes since then; empty if everything is to be read again. */
        private String token(Instant now) {
            return names.isEmpty() || wholeAt.plus(WHOLE_VALID).isBefore(now) ? "" : directory.book().token();
        }
    }

    SharedRosters(Directories directories, Clock clock) {
        this.directories = directories;
        this.clock = clock;
    }

    /**
     * The roster of the account of this id.
     *
     * @param loginNames of accounts whose id is not their login name, by id: under these names they are shown
     */
    CompletableFuture<Answer<CloudRoster>> of(CloudAccess cloud, String account, Map<String, String> loginNames) {
        return Answers.then(snapshot(cloud), snapshot -> completedFuture(new Answer.Yes<>(snapshot.rosterOf(account, loginNames))));
    }

    private CompletableFuture<Answer<Snapshot>> snapshot(CloudAccess cloud) {
        Instant now = clock.instant();
        Optional<Snapshot> last = cloud.learned().directory();
        if (last.isPresent() && !last.get().at().plus(VALID).isBefore(now) && !last.get().at().isAfter(now)) {
            return completedFuture(new Answer.Yes<>(last.get()));
        }
        return readings.ask(cloud.endpoint(), () -> Answers.then(directories.read(cloud, last.map(each -> each.token(now)).orElse(""),
                (id, name) -> true), read -> {
            Snapshot snapshot = Snapshot.after(last, read, now);
            cloud.learned().directory(snapshot);
            return completedFuture(new Answer.Yes<>(snapshot));
        }));
    }
}
