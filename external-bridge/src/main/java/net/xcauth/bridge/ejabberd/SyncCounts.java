package net.xcauth.bridge.ejabberd;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

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

    private final Map<Change, AtomicInteger> counts = new EnumMap<>(Change.class);

    SyncCounts() {
        for (Change change : Change.values()) {
            counts.put(change, new AtomicInteger());
        }
    }

    void increment(Change change) {
        counts.get(change).incrementAndGet();
    }

    void add(SyncCounts other) {
        other.counts.forEach((change, count) -> counts.get(change).addAndGet(count.get()));
    }

    boolean isEmpty() {
        return counts.values().stream().allMatch(count -> count.get() == 0);
    }

    /** For people, such as {@code 1 group created, 3 members added}, or {@code nothing to do}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        counts.forEach((change, count) -> {
            if (count.get() > 0) {
                parts.add(count.get() + " " + change.words.formatted(count.get() == 1 ? "" : "s"));
            }
        });
        return parts.isEmpty() ? "nothing to do" : String.join(", ", parts);
    }
}
