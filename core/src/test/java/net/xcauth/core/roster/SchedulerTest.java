package net.xcauth.core.roster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    /** On a busy machine the delay may be over before it is closed. */
    @Test
    void closingRunsSubmittedTasksAndDropsDelayedOnes() throws Exception {
        Eventually.until("it is closed before the delay is over", () -> {
            List<String> done = new CopyOnWriteArrayList<>();
            try (Scheduler scheduler = new Scheduler()) {
                scheduler.soon(Duration.ofSeconds(1), () -> done.add("later")).run();
                for (int i = 0; i < 3; i++) {
                    String task = "task " + i;
                    scheduler.execute(() -> done.add(task));
                }
            }
            assertTrue(done.containsAll(List.of("task 0", "task 1", "task 2")), done::toString);
            return !done.contains("later");
        });
    }
}
