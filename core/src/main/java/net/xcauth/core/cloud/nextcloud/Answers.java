package net.xcauth.core.cloud.nextcloud;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import net.xcauth.core.cloud.Answer;

/** Chains queries. */
final class Answers {
    private Answers() {}

    /** Sends a query that depends on the value of a yes. A no, or no answer, ends the chain. */
    static <A, B> CompletableFuture<Answer<B>> then(
            CompletableFuture<Answer<A>> first, Function<A, CompletableFuture<Answer<B>>> next) {
        return first.thenCompose(answer -> answer instanceof Answer.Yes<A> yes
                ? next.apply(yes.value())
                : CompletableFuture.completedFuture(without(answer)));
    }

    /** Converts a no, or no answer, to another type. */
    static <A, B> Answer<B> without(Answer<A> answer) {
        if (answer instanceof Answer.No<A> no) {
            return new Answer.No<>(no.about(), no.why(), no.asked());
        }
        Answer.Unreachable<A> unreachable = (Answer.Unreachable<A>) answer;
        return new Answer.Unreachable<>(unreachable.cause(), unreachable.detail());
    }
}
