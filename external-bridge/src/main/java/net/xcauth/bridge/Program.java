package net.xcauth.bridge;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.ejabberd.Hosts;
import net.xcauth.bridge.log.Logs;
import net.xcauth.bridge.process.ExitStatus;
import net.xcauth.bridge.process.Readiness;
import net.xcauth.bridge.process.Signals;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.roster.Rosters;
import net.xcauth.bridge.server.InheritedSocket;
import net.xcauth.bridge.server.ListenAddress;
import net.xcauth.bridge.server.Responder;
import net.xcauth.bridge.server.SocketServer;
import net.xcauth.bridge.server.StreamSession;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.JdbcPushed;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.text.Reason;
import net.xcauth.core.thread.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root: hands the pipeline what is the bridge's own, and puts it where questions come from. */
final class Program {
    private static final Duration HASHING_PATIENCE = Duration.ofSeconds(5);

    private final Config config;
    private final Optional<Watch> watch;
    private final Clouds clouds;
    private final Pipeline pipeline;
    private final Storage storage;
    private final Authenticator authenticator;
    private final Rosters rosters;

    /** @throws ConfigException when the cloud's settings cannot be used */
    Program(Config config) throws ConfigException {
        this.config = config;
        storage = Storage.of(config);
        clouds = clouds(config, storage);
        prepare();
        watch = config.metrics()
                .filter(address -> config.test().isEmpty())
                .map(address -> new Watch(address, config.missingCloud()));
        Optional<Hosts> ejabberd = config.rosters()
                .ejabberd()
                .map(settings -> new Hosts(
                        settings,
                        storage.database().<PushedStore>map(JdbcPushed::new).orElse(PushedStore.NONE)));
        Pipeline.Builder parts = Pipeline.over(clouds, storage.endpoints(), config.protection(), Clock.systemUTC())
                .remembering(
                        config.cache(),
                        config.bcryptRounds(),
                        config.database().remembers() ? HASHING_PATIENCE : Duration.ZERO,
                        storage.persistence());
        watch.ifPresent(each -> parts.measuring(each.meters()).telling(each.meters()));
        ejabberd.ifPresent(hosts -> parts.telling(hosts.accountListener()));
        pipeline = parts.build();
        authenticator = pipeline.authenticator();
        rosters = new Rosters(
                authenticator,
                storage.endpoints(),
                config.rosters(),
                storage.directory(),
                config.database().refresh(),
                ejabberd,
                Clock.systemUTC());
        storage.whenCloudChanged(domain -> {
            authenticator.cloudChanged(domain);
            rosters.cloudChanged(domain);
        });
        watch.ifPresent(each -> each.show(pipeline, rosters, storage));
    }

    private static Clouds clouds(Config config, Storage storage) throws ConfigException {
        try {
            return Pipeline.clouds(
                    config.cloud(),
                    Clock.systemUTC(),
                    storage.pairs(),
                    config.rosters().rules()::want);
        } catch (IllegalArgumentException e) {
            storage.close();
            throw new ConfigException(e.getMessage());
        }
    }

    /** While this thread opens logs and sockets, others do what the first request would wait for. */
    private void prepare() {
        Map<String, Endpoint> onePerScheme = config.endpoints().all().stream()
                .collect(Collectors.toMap(endpoint -> endpoint.url().getScheme(), endpoint -> endpoint, (a, b) -> a));
        for (Endpoint endpoint : onePerScheme.values()) {
            if (endpoint instanceof Endpoint.Jsxc jsxc) {
                inBackground(() -> config.cloud().signature().sign(jsxc.signingSecret(), new byte[0]));
            }
            inBackground(() -> clouds.prepare(endpoint));
        }
    }

    private static void inBackground(Runnable preparation) {
        Daemons.thread(
                        () -> {
                            try {
                                preparation.run();
                            } catch (RuntimeException e) {
                                LoggerFactory.getLogger(Program.class)
                                        .debug("the first request will say it better: {}", Reason.of(e));
                            }
                        },
                        "xcauth-prepare")
                .start();
    }

    /**
     * Does what is configured, until it is done or a signal ends it.
     *
     * @return the exit status
     * @throws ConfigException when there is nothing to do
     * @throws IOException     when sockets or streams cannot be used
     */
    int run() throws ConfigException, IOException {
        List<InheritedSocket> passed = InheritedSocket.passedBySystemd(System.getenv());
        boolean listeningInput = config.listen().isEmpty()
                && passed.isEmpty()
                && config.test().isEmpty()
                && InheritedSocket.isStandardInputListening();
        requireWork(passed, listeningInput);
        // Opened late, so that what is wrong with the configuration is said where the administrator looks.
        try (Logs logs = Logs.open(config.log())) {
            Logger log = LoggerFactory.getLogger(Program.class);
            new StartReport(config).log(log);
            storage.await();
            warnWithoutCloud(log);
            if (config.test().isPresent()) {
                PrintStream out =
                        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
                new OneShot(authenticator, out).run(config.test().get());
            } else {
                new CloudReport(clouds.nextcloud(), config.cloud(), storage.clouds(), log).start();
                serve(logs, log, passed, listeningInput);
            }
        } finally {
            close();
        }
        return ExitStatus.DONE;
    }

    private void warnWithoutCloud(Logger log) {
        if (!storage.hasCloud()) {
            log.warn(
                    "{}, so every question is answered \"cannot tell\". {}",
                    config.missingCloud().text(),
                    config.missingCloud().remedy());
        }
    }

    private void serve(Logs logs, Logger log, List<InheritedSocket> passed, boolean listeningInput)
            throws ConfigException, IOException {
        if (listeningInput || !passed.isEmpty() || !config.listen().isEmpty()) {
            if (watch.isPresent()) {
                watch.get().start();
            }
            serveSockets(logs, passed, listeningInput);
        } else {
            watch.ifPresent(each -> startOneOfSeveral(each, log));
            serveStreams(logs, log);
        }
    }

    /** A server may start several of these with one configuration: they cannot all listen, and need not. */
    private static void startOneOfSeveral(Watch watch, Logger log) {
        try {
            watch.start();
        } catch (IOException e) {
            log.warn("{}; what this process does is not shown, and it answers all the same", e.getMessage());
        }
    }

    /** Answers what these ask, and ends. */
    @SafeVarargs
    final void rehearse(Consumer<Responder>... clients) {
        Responder responder = new Responder(authenticator);
        for (Consumer<Responder> client : clients) {
            client.accept(responder);
        }
        close();
    }

    private void close() {
        watch.ifPresent(Watch::close);
        rosters.close();
        pipeline.close();
        storage.close();
    }

    private void requireWork(List<InheritedSocket> passed, boolean listeningInput) throws ConfigException {
        boolean sockets = !config.listen().isEmpty();
        if (config.test().isEmpty()
                && !sockets
                && passed.isEmpty()
                && config.type().isEmpty()) {
            throw new ConfigException("nothing to do: give --type for standard input, --listen for sockets, or one of "
                    + "-A, -I and -R for a test");
        }
        if (config.test().isEmpty() && !sockets && passed.isEmpty() && !listeningInput && isStandardInputEmpty()) {
            throw new ConfigException(
                    "nothing to serve: standard input is /dev/null, there is no --listen, and systemd has "
                            + "passed no sockets; give --listen for sockets, or let a server start xcauth");
        }
        if (config.test().isPresent() || !sockets && passed.isEmpty() && !listeningInput) {
            requireCloud();
        }
        for (InheritedSocket socket : passed) {
            protocolOf(socket);
        }
        if (listeningInput) {
            protocolOf(InheritedSocket.standardInput());
        }
    }

    /** Services without sockets have that; where there is no /proc, it is found empty by reading. */
    private static boolean isStandardInputEmpty() {
        try {
            return Files.isSameFile(Path.of("/proc/self/fd/0"), Path.of("/dev/null"));
        } catch (IOException e) {
            LoggerFactory.getLogger(Program.class).debug("what standard input is cannot be told: {}", Reason.of(e));
            return false;
        }
    }

    /** Whoever started this program, or asks it once, learns at once what is wrong; a service would be away instead. */
    private void requireCloud() throws ConfigException {
        if (config.endpoints().isEmpty() && !config.database().used()) {
            throw new ConfigException("no cloud is configured: set url in the configuration file to the address "
                    + "of your Nextcloud, such as https://cloud.example.org/, or give --url");
        }
    }

    private Protocol protocolOf(InheritedSocket socket) throws ConfigException {
        return Protocol.named(socket.name())
                .or(config::type)
                .orElseThrow(() -> new ConfigException("the inherited "
                        + "socket " + socket.descriptor() + " is named \"" + socket.name()
                        + "\", which is no protocol: set "
                        + "FileDescriptorName= to one of " + Protocol.labels() + ", or give --type"));
    }

    private void serveSockets(Logs logs, List<InheritedSocket> passed, boolean listeningInput)
            throws ConfigException, IOException {
        CountDownLatch ended = new CountDownLatch(1);
        Signals.install(logs::reopen, ended::countDown);
        try (SocketServer server = new SocketServer(
                new Responder(authenticator, rosters), config.codecs(), config.socketFiles(), config.limits())) {
            for (InheritedSocket socket : listeningInput ? List.of(InheritedSocket.standardInput()) : passed) {
                socket.makeNonBlocking();
                server.listen(socket, protocolOf(socket));
            }
            for (ListenAddress address : config.listen()) {
                server.listen(address);
            }
            rosters.start();
            Readiness.tell(System.getenv());
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serveStreams(Logs logs, Logger log) {
        StreamSession session = new StreamSession(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                config.type().orElseThrow().newCodec(config.codecs()),
                new Responder(authenticator, rosters));
        rosters.start();
        Signals.install(logs::reopen, () -> endStreams(session, logs));
        try {
            session.run();
            log.debug("standard input ended");
        } catch (IOException e) {
            log.warn("the server that started this program is gone: {}", Reason.of(e));
        }
    }

    /** The reading thread cannot be woken, so the program is ended from here. */
    private void endStreams(StreamSession session, Logs logs) {
        try {
            session.stop(config.limits().stopTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        logs.close();
        Runtime.getRuntime().halt(ExitStatus.DONE);
    }
}
