package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestOrderTest {

    @Test
    void theConnectionsShareAllRequestsOnce() {
        List<Integer> sent = new ArrayList<>();
        for (int connection = 0; connection < 3; connection++) {
            RequestOrder order = RequestOrder.once(connection, 3, 10);
            while (order.hasNext()) {
                sent.add(order.next());
            }
        }

        assertThat(sent).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aConnectionWithoutAShareIsFinished() {
        assertThat(RequestOrder.once(5, 8, 4).hasNext()).isFalse();
    }

    @Test
    void anEndlessOrderStartsOver() {
        assertThat(first(5, RequestOrder.endless(1, 3, 6))).containsExactly(1, 4, 1, 4, 1);
    }

    @Test
    void connectionsNeverSendTheSameRequest() {
        List<Integer> one = first(50, RequestOrder.endless(0, 3, 10));
        List<Integer> other = first(50, RequestOrder.endless(1, 3, 10));
        List<Integer> third = first(50, RequestOrder.endless(2, 3, 10));

        assertThat(one).doesNotContainAnyElementsOf(other).doesNotContainAnyElementsOf(third);
        assertThat(other).doesNotContainAnyElementsOf(third);
    }

    @Test
    void moreConnectionsThanRequestsShareThem() {
        assertThat(first(3, RequestOrder.endless(7, 8, 3))).containsExactly(1, 1, 1);
    }

    private static List<Integer> first(int count, RequestOrder order) {
        return IntStream.range(0, count).mapToObj(i -> order.next()).toList();
    }
}
