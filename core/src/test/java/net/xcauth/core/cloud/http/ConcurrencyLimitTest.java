package net.xcauth.core.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private final List<Integer> order = new ArrayList<>();
    private final ConcurrencyLimit gate = new ConcurrencyLimit(2, 3, Runnable::run);

    @Test
    void runsALimitedNumberAndTheOthersInOrder() {
        enterAll(5);
        assertThat(order).containsExactly(0, 1);
        gate.leave();
        gate.leave();
        assertThat(order).containsExactly(0, 1, 2, 3);
        gate.leave();
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void refusesRequestsBeyondTheLimitOfWaitingOnes() {
        enterAll(5);
        assertThat(gate.enter(() -> order.add(5))).isFalse();
    }

    @Test
    void aWithdrawnRequestNeverRunsAndMakesRoom() {
        enterAll(4);
        Runnable impatient = () -> order.add(99);
        assertThat(gate.enter(impatient)).isTrue();
        assertThat(gate.withdraw(impatient)).isTrue();
        assertThat(gate.withdraw(impatient)).isFalse();
        assertThat(gate.enter(() -> order.add(4))).isTrue();
        for (int i = 0; i < 5; i++) {
            gate.leave();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aPermitIsNeverLost() {
        for (int round = 0; round < 100; round++) {
            enterAll(5);
            for (int i = 0; i < 5; i++) {
                gate.leave();
            }
        }
        order.clear();
        enterAll(3);
        assertThat(order).containsExactly(0, 1);
    }

    private void enterAll(int number) {
        for (int i = 0; i < number; i++) {
            int index = i;
            assertThat(gate.enter(() -> order.add(index))).isTrue();
        }
    }
}
