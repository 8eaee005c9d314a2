package net.xcauth.core.cloud.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.WebAddress;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.StatusLine;

/**
 * The route of requests to a cloud.
 *
 * @param proxy the proxy to connect to instead, if any
 */
public record Route(WebAddress cloud, Optional<WebAddress> proxy) {
    /** The route through the configured proxy, or the one in Java's system properties, if there is one. */
    public static Route to(URI url, CloudSettings settings) {
        return new Route(
                WebAddress.of(url), settings.proxy().map(WebAddress::of).or(() -> ofProperties(url)));
    }

    /** Java's proxy selector is only loaded if a system property names a proxy. */
    private static Optional<WebAddress> ofProperties(URI url) {
        boolean byProperty = System.getProperty("http.proxyHost") != null
                || System.getProperty("https.proxyHost") != null
                || Boolean.getBoolean("java.net.useSystemProxies");
        return !byProperty
                ? Optional.empty()
                : ProxySelector.getDefault().select(url).stream()
                        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                        .map(proxy -> (InetSocketAddress) proxy.address())
                        .map(address -> new WebAddress(false, address.getHostString(), address.getPort()))
                        .findFirst();
    }

    /** The server to connect to: the cloud or the proxy. */
    public WebAddress first() {
        return proxy.orElse(cloud);
    }

    /** Connects to the cloud, through the proxy if there is one; for diagnosis. */
    public Socket open(CloudSettings settings, Dialer dialer) throws IOException {
        SocketChannel channel = dialer.connect(first().host(), first().port(), settings.connectTimeout());
        try {
            channel.socket().setSoTimeout((int) settings.requestTimeout().toMillis());
            if (proxy.isPresent()) {
                tunnel(channel.socket());
            }
            return channel.socket();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Opens a tunnel to the cloud through the proxy.
     *
     * @throws NoTunnelException if the proxy refuses
     */
    void tunnel(Socket toProxy) throws IOException {
        String target = cloud.authority();
        DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
        http.bind(toProxy);
        BasicClassicHttpRequest connect = new BasicClassicHttpRequest(Method.CONNECT, "/");
        connect.setPath(target);
        connect.addHeader("Host", target);
        String answer;
        try {
            http.sendRequestHeader(connect);
            http.flush();
            ClassicHttpResponse response = http.receiveResponseHeader();
            if (response.getCode() / 100 == 2) {
                return;
            }
            answer = new StatusLine(response).toString();
        } catch (HttpException e) {
            answer = "it does not speak HTTP";
        } catch (NoHttpResponseException e) {
            answer = "no answer";
        }
        throw new NoTunnelException("the proxy " + proxy.orElseThrow().authority() + " refuses the connection to "
                + target + ": " + Printable.of(answer, 100));
    }

    /** The proxy refused the tunnel. */
    static final class NoTunnelException extends IOException {
        private static final long serialVersionUID = 1L;

        NoTunnelException(String message) {
            super(message);
        }
    }
}
