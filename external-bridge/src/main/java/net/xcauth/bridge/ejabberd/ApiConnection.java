package net.xcauth.bridge.ejabberd;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One HTTP connection to ejabberd's API, with one request at a time. */
final class ApiConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final Channel channel;
    private volatile Optional<CompletableFuture<Response>> pending = Optional.empty();
    private volatile boolean keptAlive;

    ApiConnection(Channel channel) {
        this.channel = channel;
    }

    /** A response to a request. */
    record Response(int status, String body) {}

    /** Sends a request. The response completes exceptionally if the connection ends before. */
    CompletableFuture<Response> send(FullHttpRequest request) {
        CompletableFuture<Response> response = new CompletableFuture<>();
        pending = Optional.of(response);
        keptAlive = false;
        channel.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess()) {
                response.completeExceptionally(written.cause());
            }
        });
        if (!channel.isActive()) {
            response.completeExceptionally(new IOException("closed"));
        }
        return response;
    }

    /** True if the next request can be sent on this connection. */
    boolean isReusable() {
        return keptAlive && channel.isActive();
    }

    void close() {
        channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        keptAlive = HttpUtil.isKeepAlive(response);
        Response read =
                new Response(response.status().code(), response.content().toString(StandardCharsets.UTF_8));
        pending.ifPresent(request -> request.complete(read));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        pending.ifPresent(request -> request.completeExceptionally(new IOException("closed")));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        pending.ifPresent(request -> request.completeExceptionally(cause));
        context.close();
    }
}
