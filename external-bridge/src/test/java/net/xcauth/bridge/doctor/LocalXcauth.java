package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.server.Responder;
import net.xcauth.bridge.server.SocketServer;
import net.xcauth.core.Pipeline;
import net.xcauth.demo.DemoCloud;

/** A bridge in this process that asks the demo cloud. */
final class LocalXcauth implements AutoCloseable {
    private final SocketServer server;
    private final Pipeline pipeline;

    LocalXcauth(Path folder, DemoCloud cloud) throws Exception {
        Config config = Configured.cloud(folder, cloud.url());
        pipeline = LoginCheck.pipeline(config, Clock.systemUTC());
        server = new SocketServer(
                new Responder(pipeline.authenticator()), CodecSettings.DEFAULT, config.socketFiles(), Limits.DEFAULT);
    }

    /** Listens on loopback, at a port that it returns. */
    int listen(Protocol protocol) throws IOException {
        server.listen(new ListenAddress.Tcp(protocol, new InetSocketAddress("127.0.0.1", 0)));
        return ((InetSocketAddress) server.addresses().get(0)).getPort();
    }

    void listen(Protocol protocol, Path path) throws IOException {
        server.listen(new ListenAddress.Unix(protocol, path));
    }

    @Override
    public void close() {
        server.close();
        pipeline.close();
    }
}
