package net.xcauth.core.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestCoalescerTest {
    private final RequestCoalescer<String, Integer> questions = new RequestCoalescer<>();
    private final List<CompletableFuture<Integer>> sent = new ArrayList<>();

    private CompletableFuture<Integer> send() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        sent.add(answer);
        return answer;
    }

    @Test
    void sendsEqualRequestsOnce() {
        CompletableFuture<Integer> first = questions.ask("x", this::send);
        CompletableFuture<Integer> second = questions.ask("x", this::send);
        questions.ask("y", this::send);
        assertThat(sent).hasSize(2);

        sent.get(0).complete(1);
        assertThat(first).isCompletedWithValue(1);
        assertThat(second).isCompletedWithValue(1);
    }

    @Test
    void repeatedRequestsShareOneThatFollowsTheOneInProgress() {
        questions.ask("x", this::send);
        CompletableFuture<Integer> second = questions.askAgain("x", this::send);
        CompletableFuture<Integer> third = questions.askAgain("x", this::send);
        assertThat(sent).as("one at a time").hasSize(1);

        sent.get(0).complete(1);
        assertThat(sent).hasSize(2);
        assertThat(second).isNotDone();
        sent.get(1).complete(2);
        assertThat(second).isCompletedWithValue(2);
        assertThat(third).isCompletedWithValue(2);
    }

    @Test
    void repeatedRequestsAreSentAtOnceIfNoneIsInProgressAndAfterOneThatFails() {
        CompletableFuture<Integer> first = questions.askAgain("x", this::send);
        CompletableFuture<Integer> second = questions.askAgain("x", this::send);
        assertThat(sent).hasSize(1);
        sent.get(0).completeExceptionally(new IllegalStateException("as the test wants"));

        assertThat(first).isCompletedExceptionally();
        sent.get(1).complete(2);
        assertThat(second).isCompletedWithValue(2);
    }
}
