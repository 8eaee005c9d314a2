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

/** One connection of somebody who watches. */
final class MetricsPages extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(MetricsPages.class);
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final Supplier<byte[]> metrics;
    private final Supplier<Health> health;

    MetricsPages(Supplier<byte[]> metrics, Supplier<Health> health) {
        this.metrics = metrics;
        this.health = health;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        FullHttpResponse page = page(request, head);
        // Who asks with HEAD is told the length that GET would bring.
        HttpUtil.setContentLength(page, page.content().readableBytes());
        FullHttpResponse response = head ? page.replace(Unpooled.EMPTY_BUFFER) : page;
        boolean goesOn =
                HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        HttpUtil.setKeepAlive(response, goesOn);
        var sent = context.writeAndFlush(response);
        if (!goesOn) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse page(FullHttpRequest request, boolean head) {
        if (!request.decoderResult().isSuccess()) {
            return text(HttpResponseStatus.BAD_REQUEST, "This is no HTTP request.");
        }
        if (!head && !request.method().equals(HttpMethod.GET)) {
            FullHttpResponse refusal = text(HttpResponseStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.");
            refusal.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return refusal;
        }
        return switch (new QueryStringDecoder(request.uri()).path()) {
            case "/metrics" -> response(HttpResponseStatus.OK, Meters.CONTENT_TYPE, metrics.get());
            case "/healthz" -> health(health.get());
            default -> text(HttpResponseStatus.NOT_FOUND, "There are /metrics and /healthz.");
        };
    }

    private static FullHttpResponse health(Health health) {
        return text(
                health.well() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
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
