package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void onceMeansEachQuestionOnceBetweenAllConnections() {
        List<Integer> asked = new ArrayList<>();
        for (int connection = 0; connection < 3; connection++) {
            Turns turns = Turns.once(connection, 3, 10);
            while (turns.hasNext()) {
                asked.add(turns.next());
            }
        }

        assertThat(asked).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aConnectionWithNothingToAskIsDoneAtOnce() {
        assertThat(Turns.once(5, 8, 4).hasNext()).isFalse();
    }

    @Test
    void endlessTurnsBeginAnew() {
        assertThat(first(5, Turns.endless(1, 3, 6))).containsExactly(1, 4, 1, 4, 1);
    }

    @Test
    void noTwoConnectionsEverHaveTheSameQuestion() {
        List<Integer> one = first(50, Turns.endless(0, 3, 10));
        List<Integer> other = first(50, Turns.endless(1, 3, 10));
        List<Integer> third = first(50, Turns.endless(2, 3, 10));

        assertThat(one).doesNotContainAnyElementsOf(other).doesNotContainAnyElementsOf(third);
        assertThat(other).doesNotContainAnyElementsOf(third);
    }

    @Test
    void moreConnectionsThanQuestionsShareThem() {
        assertThat(first(3, Turns.endless(7, 8, 3))).containsExactly(1, 1, 1);
    }

    private static List<Integer> first(int count, Turns turns) {
        return IntStream.range(0, count).mapToObj(i -> turns.next()).toList();
    }
}
