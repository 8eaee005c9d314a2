package net.xcauth.bridge.ejabberd;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** How much was done, counted by several threads. */
final class Tally {

    /** What is done. */
    enum Work {
        CREATED("group%s created"),
        REPLACED("group%s of an earlier id replaced"),
        DELETED("group%s deleted"),
        ADDED("member%s added"),
        REMOVED("member%s removed"),
        SHOWN("member%s shown again"),
        NAMED("full name%s set");

        private final String words;

        Work(String words) {
            this.words = words;
        }
    }

    private final Map<Work, AtomicInteger> done = new EnumMap<>(Work.class);

    Tally() {
        for (Work work : Work.values()) {
            done.put(work, new AtomicInteger());
        }
    }

    void did(Work work) {
        done.get(work).incrementAndGet();
    }

    /** Counts what another one has counted too. */
    void add(Tally other) {
        other.done.forEach((work, count) -> done.get(work).addAndGet(count.get()));
    }

    boolean isEmpty() {
        return done.values().stream().allMatch(count -> count.get() == 0);
    }

    /** As {@code 1 group created, 3 members added}; {@code nothing to do} if there was nothing. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        done.forEach((work, count) -> {
            if (count.get() > 0) {
                parts.add(count.get() + " " + work.words.formatted(count.get() == 1 ? "" : "s"));
            }
        });
        return parts.isEmpty() ? "nothing to do" : String.join(", ", parts);
    }
}
