package net.xcauth.bridge;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.doctor.CloudReport;
import net.xcauth.bridge.ejabberd.EjabberdSync;
import net.xcauth.bridge.log.Logs;
import net.xcauth.bridge.metrics.Monitoring;
import net.xcauth.bridge.net.InheritedSocket;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.process.ExitStatus;
import net.xcauth.bridge.process.Readiness;
import net.xcauth.bridge.process.Signals;
import net.xcauth.bridge.process.StandardOutput;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.roster.Rosters;
import net.xcauth.bridge.server.OneShot;
import net.xcauth.bridge.server.Responder;
import net.xcauth.bridge.server.SocketServer;
import net.xcauth.bridge.server.StreamSession;
import net.xcauth.bridge.start.WarmUp;
import net.xcauth.bridge.storage.Storage;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.store.JdbcPushed;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.text.Reason;
import net.xcauth.core.text.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The composition root: builds the pipeline with what is the bridge's own, and serves sockets or streams with it. */
final class Program {
    private static final Duration HASHING_TIMEOUT = Duration.ofSeconds(5);

    private final Config config;
    private final Optional<Monitoring> monitoring;
    private final Clouds clouds;
    private final Pipeline pipeline;
    private final Storage storage;
    private final Authenticator authenticator;
    private final Rosters rosters;

    /** @throws ConfigException if the settings of the cloud cannot be used */
    Program(Config config) throws ConfigException {
        this.config = config;
        storage = Storage.of(config);
        monitoring = config.metrics()
                .filter(address -> config.test().isEmpty())
                .map(address -> new Monitoring(address, config.missingCloud()));
        Optional<EjabberdSync> ejabberd = config.rosters()
                .ejabberd()
                .map(settings -> new EjabberdSync(
                        settings,
                        storage.database().<PushedStore>map(JdbcPushed::new).orElse(PushedStore.NONE)));
        pipeline = pipeline(config, storage, monitoring, ejabberd);
        clouds = pipeline.clouds();
        WarmUp.start(clouds, config.cloud(), config.endpoints().all());
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
        monitoring.ifPresent(each -> each.measure(pipeline, rosters, storage::hasCloud));
    }

    private static Pipeline pipeline(
            Config config, Storage storage, Optional<Monitoring> monitoring, Optional<EjabberdSync> ejabberd)
            throws ConfigException {
        Pipeline.Builder parts = Pipeline.builder(config.cloud(), storage.endpoints())
                .protection(config.protection())
                .accountPairs(storage.pairs())
                .groupFilter(config.rosters().rules()::want)
                .cache(config.cache(), config.bcryptRounds())
                .persistence(storage.persistence(), config.database().remembers() ? HASHING_TIMEOUT : Duration.ZERO);
        monitoring.ifPresent(each -> parts.cloudListener(each.meters()).decisionListener(each.meters()));
        ejabberd.ifPresent(hosts -> parts.accountListener(hosts.accountListener()));
        try {
            return parts.build();
        } catch (RefusedException e) {
            storage.close();
            throw new ConfigException(e.text().toString());
        }
    }

    /**
     * Serves until standard input or a signal ends it, or answers the one request of a test.
     *
     * @return the exit status
     * @throws ConfigException if nothing is configured to serve
     * @throws IOException     if sockets or streams cannot be used
     */
    int run() throws ConfigException, IOException {
        List<InheritedSocket> passed = InheritedSocket.passedBySystemd(System.getenv());
        boolean listeningInput = config.listen().isEmpty()
                && passed.isEmpty()
                && config.test().isEmpty()
                && InheritedSocket.isStandardInputListening();
        requireWork(passed, listeningInput);
        // Opened late: mistakes in the configuration are reported where the administrator looks, on standard error.
        try (Logs logs = Logs.open(config.log())) {
            Logger log = LoggerFactory.getLogger(Program.class);
            new StartReport(config).log(log);
            storage.await();
            warnWithoutCloud(log);
            if (config.test().isPresent()) {
                new OneShot(authenticator, StandardOutput.open())
                        .run(config.test().get());
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
                    "{}, so every request is answered with \"cannot tell\". {}",
                    config.missingCloud().text(),
                    config.missingCloud().remedy());
        }
    }

    private void serve(Logs logs, Logger log, List<InheritedSocket> passed, boolean listeningInput)
            throws ConfigException, IOException {
        if (listeningInput || !passed.isEmpty() || !config.listen().isEmpty()) {
            if (monitoring.isPresent()) {
                monitoring.get().start();
            }
            serveSockets(logs, passed, listeningInput);
        } else {
            monitoring.ifPresent(each -> startOneOfSeveral(each, log));
            serveStreams(logs, log);
        }
    }

    /** A server may start several bridges with one configuration, and only one of them can listen. */
    private static void startOneOfSeveral(Monitoring monitoring, Logger log) {
        try {
            monitoring.start();
        } catch (IOException e) {
            log.warn("{}; this process serves no metrics, but answers requests", e.getMessage());
        }
    }

    /** Answers the requests of these clients, one after the other, and ends. */
    void rehearse(List<Consumer<Responder>> clients) {
        Responder responder = new Responder(authenticator);
        clients.forEach(client -> client.accept(responder));
        close();
    }

    private void close() {
        monitoring.ifPresent(Monitoring::close);
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
                            + "passed no sockets; give --listen, or have your server start xcauth with --type");
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

    /** True for a service without sockets. Without /proc, reading will find the end of input. */
    private static boolean isStandardInputEmpty() {
        try {
            return Files.isSameFile(Path.of("/proc/self/fd/0"), Path.of("/dev/null"));
        } catch (IOException e) {
            LoggerFactory.getLogger(Program.class)
                    .debug("cannot tell whether standard input is /dev/null: {}", Reason.of(e));
            return false;
        }
    }

    /** A person or server that starts the program is told at once; a service starts and waits for a cloud. */
    private void requireCloud() throws ConfigException {
        if (config.endpoints().isEmpty() && !config.database().used()) {
            throw new ConfigException("no cloud is configured: set url in the configuration file to the address "
                    + "of your Nextcloud, such as https://cloud.example.org/, or give --url");
        }
    }

    private Protocol protocolOf(InheritedSocket socket) throws ConfigException {
        return Protocol.named(socket.name())
                .or(config::type)
                .orElseThrow(() -> new ConfigException(
                        "the inherited socket " + socket.descriptor() + " is named \"" + socket.name()
                                + "\", which is not a protocol: set "
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
            log.warn("the server that started this program has closed the connection: {}", Reason.of(e));
        }
    }

    /** Halts the program, since the thread that reads standard input cannot be interrupted. */
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
