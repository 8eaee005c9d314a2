package net.xcauth.core.cloud.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.WebAddress;

/**
 * The way that requests to a cloud take.
 *
 * @param proxy where connections lead instead, if anywhere
 */
public record Route(WebAddress cloud, Optional<WebAddress> proxy) {
    private static final int LONGEST_HEAD = 16_384;

    /** The way through the configured proxy or else that of Java's system properties, if there is one. */
    public static Route to(URI url, CloudSettings settings) {
        return new Route(WebAddress.of(url), settings.proxy().map(WebAddress::of).or(() -> ofProperties(url)));
    }

    /** Java is only asked if a system property names a proxy. */
    private static Optional<WebAddress> ofProperties(URI url) {
        boolean byProperty = System.getProperty("http.proxyHost") != null
                || System.getProperty("https.proxyHost") != null || Boolean.getBoolean("java.net.useSystemProxies");
        return !byProperty ? Optional.empty() : ProxySelector.getDefault().select(url).stream()
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP).map(proxy -> (InetSocketAddress) proxy.address())
                .map(address -> new WebAddress(false, address.getHostString(), address.getPort())).findFirst();
    }

    /** The server that a connection is made to: the cloud's, or the proxy. */
    public WebAddress first() {
        return proxy.orElse(cloud);
    }

    /** Connects to the cloud, through the proxy if there is one; for a look at it. */
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
     * Asks the proxy for a way to the cloud.
     *
     * @throws NoTunnelException if it refuses
     */
    void tunnel(Socket toProxy) throws IOException {
        String target = cloud.authority();
        toProxy.getOutputStream().write(("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String head = head(toProxy.getInputStream());
        if (!head.matches("(?s)HTTP/1\\.[01] 2\\d\\d.*")) {
            throw new NoTunnelException("the proxy " + proxy.orElseThrow().authority() + " refuses the way to " + target + ": "
                    + Printable.of(head.lines().findFirst().orElse("it says nothing"), 100));
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = in.read();
        while (last >= 0 && head.size() < LONGEST_HEAD) {
            head.write(last);
            if (last == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                break;
            }
            last = in.read();
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** The proxy refuses. */
    static final class NoTunnelException extends IOException {
        private static final long serialVersionUID = 1L;

        NoTunnelException(String message) {
            super(message);
        }
    }
}
