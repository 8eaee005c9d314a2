package net.xcauth.core.cloud.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Collects an answer up to a limit. What is longer is not read: the exchange ends there. */
final class BodyCollector implements BodyHandler<HttpOutcome.Reply>, BodySubscriber<HttpOutcome.Reply> {

    private final int limit;
    private final CompletableFuture<HttpOutcome.Reply> reply = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);
    private volatile ResponseInfo head;
    private Flow.Subscription subscription;

    BodyCollector(int limit) {
        this.limit = limit;
    }

    /** Whether any part of an answer has come. */
    boolean answerBegun() {
        return head != null;
    }

    @Override
    public BodySubscriber<HttpOutcome.Reply> apply(ResponseInfo info) {
        head = info;
        return this;
    }

    @Override
    public CompletionStage<HttpOutcome.Reply> getBody() {
        return reply;
    }

    @Override
    public void onSubscribe(Flow.Subscription theSubscription) {
        subscription = theSubscription;
        if (head.headers().firstValueAsLong("Content-Length").orElse(0) > limit) {
            stop();
        } else {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (reply.isDone()) {
                return;
            }
            if (buffer.remaining() > limit - body.size()) {
                stop();
                return;
            }
            append(buffer);
        }
    }

    @Override
    public void onError(Throwable fault) {
        reply.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
        reply.complete(reply(false));
    }

    private void stop() {
        reply.complete(reply(true));
        subscription.cancel();
    }

    private void append(ByteBuffer buffer) {
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        body.write(part, 0, part.length);
    }

    private HttpOutcome.Reply reply(boolean cut) {
        return new HttpOutcome.Reply(head.statusCode(), head.headers(), body.toByteArray(), cut);
    }
}
