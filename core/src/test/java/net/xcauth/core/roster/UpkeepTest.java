package net.xcauth.core.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void theEndDoesWhatWasAskedForAndDoesNotWaitForWhatIsToComeLater() {
        try (Upkeep upkeep = new Upkeep()) {
            upkeep.soon(Duration.ofSeconds(1), () -> done.add("later")).run();
            for (int i = 0; i < 3; i++) {
                String task = "task " + i;
                upkeep.execute(() -> done.add(task));
            }
        }
        assertEquals(List.of("task 0", "task 1", "task 2"), done);
    }
}
