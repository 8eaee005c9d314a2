package net.xcauth.bridge.ejabberd;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The numbers of changes made in ejabberd. Thread-safe. */
final class SyncCounts {

    /** A kind of change. */
    enum Change {
        CREATED("group%s created"),
        REPLACED("group%s of an earlier id replaced"),
        DELETED("group%s deleted"),
        ADDED("member%s added"),
        REMOVED("member%s removed"),
        SHOWN("member%s shown again"),
        NAMED("full name%s set");

        private final String words;

        Change(String words) {
            this.words = words;
        }
    }

    private final Map<Change, Integer> counts = new ConcurrentSkipListMap<>();

    void increment(Change change) {
        counts.merge(change, 1, Integer::sum);
    }

    void add(SyncCounts other) {
        other.counts.forEach((change, count) -> counts.merge(change, count, Integer::sum));
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** For people, such as {@code 1 group created, 3 members added}, or {@code nothing to do}. */
    @Override
    public String toString() {
        return counts.isEmpty()
                ? "nothing to do"
                : counts.entrySet().stream()
                        .map(each ->
                                each.getValue() + " " + each.getKey().words.formatted(each.getValue() == 1 ? "" : "s"))
                        .collect(Collectors.joining(", "));
    }
}
