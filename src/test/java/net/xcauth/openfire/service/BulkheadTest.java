package net.xcauth.openfire.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Simulates on one thread what happens while a thread waits, so that no test depends on time. */
class BulkheadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final String FULL = "the cloud is slow, and 2 others are waiting for it already";

    private final Bulkhead bulkhead = new Bulkhead(2);

    /** Does something else while it is waited for. */
    @FunctionalInterface
    private interface Meanwhile {
        void run() throws Exception;
    }

    @Test
    void anAvailableAnswerIsReturnedHoweverManyThreadsWait() throws Exception {
        waitLong(() -> waitLong(() -> assertThat(bulkhead.await(CompletableFuture.completedFuture("yes"), PATIENCE))
                .isEqualTo("yes")));
    }

    @Test
    void whileAnswersComeQuicklyEveryThreadMayWait() throws Exception {
        waitBriefly(() -> waitBriefly(() -> waitBriefly(() -> waitBriefly(() -> {}))));
    }

    @Test
    void onlyALimitedNumberOfThreadsWaitForSlowAnswers() throws Exception {
        waitLong(() -> waitLong(() -> assertThatThrownBy(() -> waitLong(() -> {
                    throw new AssertionError("a third one waits");
                }))
                .isInstanceOf(TimeoutException.class)
                .hasMessage(FULL)));
    }

    @Test
    void atTheLimitOtherThreadsReturnAtOnce() throws Exception {
        waitLong(() -> waitLong(() -> assertIsFull()));
    }

    @Test
    void afterASlowAnswerNoMoreThreadsWaitThanTheLimit() throws Exception {
        waitLong(() -> {});
        waitBriefly(() -> waitBriefly(
                () -> assertThatThrownBy(() -> bulkhead.await(slow(), PATIENCE)).hasMessage(FULL)));
    }

    @Test
    void aQuickAnswerLetsEveryThreadWaitAgain() throws Exception {
        waitLong(() -> {});
        waitBriefly(() -> {});
        waitBriefly(() -> waitBriefly(() -> waitBriefly(() -> waitBriefly(() -> {}))));
    }

    @Test
    void aThreadThatStopsWaitingMakesRoom() throws Exception {
        waitLong(() -> waitLong(() -> {}));
        waitLong(() -> waitLong(() -> assertIsFull()));
    }

    @Test
    void anAnswerThatDoesNotComeIsATimeout() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> bulkhead.await(slow(), PATIENCE))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("no answer within 25 s");
        }
    }

    private void assertIsFull() {
        assertThatThrownBy(() -> bulkhead.await(new CompletableFuture<>(), PATIENCE))
                .isInstanceOf(TimeoutException.class)
                .hasMessage(FULL);
    }

    private void waitBriefly(Meanwhile meanwhile) throws Exception {
        assertThat(bulkhead.await(
                        answer(() -> {
                            meanwhile.run();
                            return "yes";
                        }),
                        PATIENCE))
                .isEqualTo("yes");
    }

    private void waitLong(Meanwhile meanwhile) throws Exception {
        assertThat(bulkhead.await(
                        answer(
                                () -> {
                                    throw new TimeoutException();
                                },
                                () -> {
                                    meanwhile.run();
                                    return "yes";
                                }),
                        PATIENCE))
                .isEqualTo("yes");
    }

    private static CompletableFuture<String> slow() {
        return answer(
                () -> {
                    throw new TimeoutException();
                },
                () -> {
                    throw new TimeoutException();
                });
    }

    /** @param waits what each wait for it comes to */
    @SafeVarargs
    private static CompletableFuture<String> answer(Callable<String>... waits) {
        CompletableFuture<String> answer = spy(new CompletableFuture<>());
        try {
            int[] next = new int[1];
            doAnswer(invocation -> waits[next[0]++].call()).when(answer).get(anyLong(), any());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return answer;
    }
}
