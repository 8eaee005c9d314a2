package net.xcauth.core.roster;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** Selects users such that few rosters show all groups: always the user in most groups not yet seen. */
final class GroupCover {
    private final RosterDirectory directory;
    private final Instant start;
    private final PriorityQueue<Candidate> candidates;

    private record Candidate(String user, long unseen) {}

    GroupCover(Collection<String> users, RosterDirectory directory, Instant start) {
        this.directory = directory;
        this.start = start;
        candidates = new PriorityQueue<>(
                Math.max(1, users.size()),
                Comparator.comparingLong(Candidate::unseen).reversed().thenComparing(Candidate::user));
        users.forEach(user -> add(user, unseen(user)));
    }

    /** The next user; empty when all groups of these users have been seen since the start. */
    Optional<String> next() {
        while (!candidates.isEmpty()) {
            // Counts only decrease, so only the first candidate needs to be counted again.
            Candidate first = candidates.poll();
            long unseen = unseen(first.user);
            if (unseen == first.unseen) {
                return Optional.of(first.user);
            }
            add(first.user, unseen);
        }
        return Optional.empty();
    }

    private void add(String user, long unseen) {
        if (unseen > 0) {
            candidates.add(new Candidate(user, unseen));
        }
    }

    private long unseen(String user) {
        return directory.groupsOf(user).stream()
                .map(directory::group)
                .flatMap(Optional::stream)
                .filter(group -> group.seen().isBefore(start))
                .count();
    }
}
