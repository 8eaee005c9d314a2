package net.xcauth.bridge.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.log.CapturedLog;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.net.UnixSocketFiles;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.auth.AccountListener;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.DecisionListener;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;

/** A bridge in this process, from sockets to authenticator, with a cloud in memory and its log in a file. */
final class Served implements AutoCloseable {
    static final Limits LIMITS = new Limits(20_000, Duration.ZERO, Duration.ofSeconds(60), Duration.ofSeconds(30));
    static final UnixSocketFiles FILES =
            new UnixSocketFiles(PosixFilePermissions.fromString("rw-rw----"), Optional.empty());

    final HeldCloud cloud = new HeldCloud();
    final CapturedLog log;
    private final Path folder;
    final SocketServer server;

    Served() throws IOException {
        this(LIMITS);
    }

    Served(Limits limits) throws IOException {
        this(limits, FILES, new CodecSettings(4_096, ""));
    }

    Served(Limits limits, UnixSocketFiles files, CodecSettings codecs) throws IOException {
        this(limits, files, codecs, Duration.ZERO);
    }

    Served(Limits limits, UnixSocketFiles files, CodecSettings codecs, Duration grace) throws IOException {
        folder = Files.createTempDirectory("xcauth-test");
        log = new CapturedLog(folder);
        server = new SocketServer(new Responder(authenticator(cloud)), codecs, files, limits, grace);
    }

    /** An authenticator that caches nothing. */
    static Authenticator authenticator(HeldCloud cloud) {
        CachePolicy nothing = new CachePolicy(
                false,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                1_000,
                Duration.ofMinutes(10),
                Duration.ZERO);
        return new Authenticator(
                domain -> domain.endsWith("example.org")
                        ? Optional.of(new Endpoint.Jsxc(
                                URI.create("http://cloud.example.org/"), List.of(ApiSecret.of("secret")), domain))
                        : Optional.empty(),
                cloud,
                nothing,
                Optional.empty(),
                Persistence.NONE,
                new ProtectionPolicy(1_000_000, Duration.ofSeconds(5), 1_000_000, Duration.ZERO),
                Clock.systemUTC(),
                DecisionListener.NONE,
                AccountListener.NONE);
    }

    /** Listens on a free port of this machine. */
    InetSocketAddress listen(Protocol protocol) throws IOException {
        server.listen(new ListenAddress.Tcp(protocol, new InetSocketAddress("127.0.0.1", 0)));
        return (InetSocketAddress) server.addresses().get(server.addresses().size() - 1);
    }

    /** Connects a client to a new listener. */
    Client client(Protocol protocol) throws IOException {
        return new Client(listen(protocol));
    }

    void listen(Protocol protocol, Path path) throws IOException {
        server.listen(new ListenAddress.Unix(protocol, path));
    }

    @Override
    public void close() {
        cloud.close();
        server.close();
        log.close();
        for (String file : List.of("xcauth.log", "xcauth.err", "")) {
            folder.resolve(file).toFile().delete();
        }
    }
}
