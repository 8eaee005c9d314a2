package net.xcauth.core.cloud.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Collects an answer up to a limit. What is longer is not read: the exchange ends there. Where a filter leaves out parts, the
 * limit is on what is kept, and on the whole answer a multiple of it.
 */
final class BodyCollector implements BodyHandler<HttpOutcome.Reply>, BodySubscriber<HttpOutcome.Reply> {

    private static final int WHOLE_TO_KEPT = 64;

    private final int limit;
    private final Optional<BodyFilter> filter;
    private final long wholeLimit;
    private long read;
    private final CompletableFuture<HttpOutcome.Reply> reply = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);
    private volatile ResponseInfo head;
    private Flow.Subscription subscription;

    BodyCollector(int limit, Optional<BodyFilter> filter) {
        this.limit = limit;
        this.filter = filter;
        this.wholeLimit = filter.isPresent() ? (long) limit * WHOLE_TO_KEPT : limit;
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
        if (head.headers().firstValueAsLong("Content-Length").orElse(0) > wholeLimit) {
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
            read += buffer.remaining();
            if (read > wholeLimit || !append(buffer)) {
                stop();
                return;
            }
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

    /** False if more would be kept than the limit allows. */
    private boolean append(ByteBuffer buffer) {
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        if (filter.isPresent()) {
            filter.get().pass(part, body);
        } else if (part.length <= limit - body.size()) {
            body.write(part, 0, part.length);
        } else {
            return false;
        }
        return body.size() <= limit;
    }

    private HttpOutcome.Reply reply(boolean cut) {
        return new HttpOutcome.Reply(head.statusCode(), head.headers(), body.toByteArray(), cut);
    }
}
