package net.xcauth.bridge.metrics;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import net.xcauth.core.metrics.Meters;
import net.xcauth.core.text.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /metrics} and {@code /healthz} on one HTTP connection. */
final class MetricsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(MetricsHandler.class);
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final Supplier<byte[]> metrics;
    private final Supplier<Health> health;

    MetricsHandler(Supplier<byte[]> metrics, Supplier<Health> health) {
        this.metrics = metrics;
        this.health = health;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        FullHttpResponse page = page(request, head);
        // For HEAD, too, it is the length of what GET would return.
        HttpUtil.setContentLength(page, page.content().readableBytes());
        FullHttpResponse response = head ? page.replace(Unpooled.EMPTY_BUFFER) : page;
        boolean keepAlive =
                HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        HttpUtil.setKeepAlive(response, keepAlive);
        var sent = context.writeAndFlush(response);
        if (!keepAlive) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse page(FullHttpRequest request, boolean head) {
        if (!request.decoderResult().isSuccess()) {
            return text(HttpResponseStatus.BAD_REQUEST, "This is not a valid HTTP request.");
        }
        if (!head && !request.method().equals(HttpMethod.GET)) {
            FullHttpResponse refusal = text(HttpResponseStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are supported.");
            refusal.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return refusal;
        }
        return switch (new QueryStringDecoder(request.uri()).path()) {
            case "/metrics" -> response(HttpResponseStatus.OK, Meters.CONTENT_TYPE, metrics.get());
            case "/healthz" -> health(health.get());
            default -> text(HttpResponseStatus.NOT_FOUND, "Not found; try /metrics or /healthz.");
        };
    }

    private static FullHttpResponse health(Health health) {
        return text(
                health.healthy() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                String.join("\n", health.lines()));
    }

    private static FullHttpResponse text(HttpResponseStatus status, String text) {
        return response(status, PLAIN, (text + '\n').getBytes(StandardCharsets.UTF_8));
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff");
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("a connection for metrics ended: {}", Reason.of(cause));
        context.close();
    }
}
