package net.xcauth.core.examination;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;

/**
 * The way that requests to a cloud take.
 *
 * @param host  the cloud's, without the brackets of an IPv6 address
 * @param proxy where connections are made to instead, if anywhere
 */
record Route(String host, int port, Optional<Proxied> proxy) {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int LONGEST_HEAD = 16_384;

    /** An HTTP proxy. */
    record Proxied(String host, int port) {
        @Override
        public String toString() {
            return host + ':' + port;
        }
    }

    /** As the client goes: through the configured proxy, or else through that of Java's system properties. */
    static Route to(URI url, CloudSettings settings) {
        String host = url.getHost().startsWith("[") ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        int port = url.getPort() >= 0 ? url.getPort() : isEncrypted(url) ? HTTPS_PORT : HTTP_PORT;
        return new Route(host, port, settings.proxy().map(proxy -> new Proxied(proxy.getHost(), proxy.getPort()))
                .or(() -> ofProperties(url)));
    }

    static boolean isEncrypted(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static Optional<Proxied> ofProperties(URI url) {
        return ProxySelector.getDefault().select(url).stream().filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                .map(proxy -> (InetSocketAddress) proxy.address())
                .map(address -> new Proxied(address.getHostString(), address.getPort())).findFirst();
    }

    /** Whom a connection is made to first. */
    String firstHost() {
        return proxy.map(Proxied::host).orElse(host);
    }

    int firstPort() {
        return proxy.map(Proxied::port).orElse(port);
    }

    /**
     * Connects to the cloud, through the proxy if there is one.
     *
     * @throws IOException if that is impossible, or the proxy refuses
     */
    Socket open(CloudSettings settings) throws IOException {
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            socket.setSoTimeout((int) settings.requestTimeout().toMillis());
            socket.connect(new InetSocketAddress(firstHost(), firstPort()), (int) settings.connectTimeout().toMillis());
            if (proxy.isPresent()) {
                tunnel(socket);
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void tunnel(Socket socket) throws IOException {
        String target = (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
        socket.getOutputStream().write(("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String head = head(socket.getInputStream());
        if (!head.matches("(?s)HTTP/1\\.[01] 2\\d\\d.*")) {
            throw new IOException("the proxy " + proxy.orElseThrow() + " refuses the way to " + target + ": "
                    + head.lines().findFirst().orElse("it says nothing"));
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
}
