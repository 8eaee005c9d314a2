package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Users;

/**
 * The bridge as a server process that can be killed and started again at the same addresses. The test reads its log.
 */
public final class BridgeProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening: (\\w+) on (\\S+)");

    private final URI url;
    private final List<String> options;
    private final Map<String, String> environment;
    private final Map<String, String> addresses;
    private ManagedProcess process;

    /** Configures a bridge. */
    public static final class Builder {
        private final URI url;
        private final List<String> options = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final Map<String, String> addresses = new LinkedHashMap<>();

        private Builder(URI url) {
            this.url = url;
        }

        /** Listens for the protocol on a free loopback port. */
        public Builder listen(String protocol) {
            addresses.put(protocol, "127.0.0.1:0");
            return this;
        }

        /** Listens for the protocol on a Unix socket. */
        public Builder listen(String protocol, Path socket) {
            addresses.put(protocol, socket.toString());
            return this;
        }

        /** Lets a server's user connect to the Unix sockets. */
        public Builder socketsFor(String user) {
            return Users.areWeRoot() ? option("--socket-group", user) : this;
        }

        public Builder option(String... option) {
            options.addAll(List.of(option));
            return this;
        }

        /** Sets a variable of its environment, for what must not be seen on a command line. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Runs a command of the program with the same options instead. */
        public Command command(String... words) throws IOException, InterruptedException {
            List<String> arguments = new ArrayList<>(List.of(words));
            arguments.addAll(options);
            ProcessBuilder program = Xcauth.command(url, arguments.toArray(String[]::new));
            program.environment().putAll(environment);
            return Command.run(program);
        }

        /** Starts the bridge and waits until it listens. */
        public BridgeProcess start() throws IOException, InterruptedException {
            BridgeProcess bridge = new BridgeProcess(this);
            try {
                bridge.start();
                return bridge;
            } catch (AssertionError e) {
                bridge.close();
                throw e;
            }
        }
    }

    private BridgeProcess(Builder builder) {
        url = builder.url;
        options = List.copyOf(builder.options);
        environment = Map.copyOf(builder.environment);
        addresses = new LinkedHashMap<>(builder.addresses);
    }

    /** A bridge that uses the JSXC API of this cloud. */
    public static Builder forCloud(DemoCloud cloud) {
        return forUrl(cloud.url()).environment(Xcauth.SECRET, DemoSettings.DEMO_SECRET);
    }

    /** A bridge that uses the cloud at this address, without further options. */
    public static Builder forUrl(URI url) {
        return new Builder(url);
    }

    /** The address at which it listens for a protocol: {@code HOST:PORT}, or the path of a Unix socket. */
    public String address(String protocol) {
        return addresses.get(protocol);
    }

    public int port(String protocol) {
        String address = address(protocol);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Connects to the listener of the protocol. */
    public Wire connect(String protocol) throws IOException {
        SocketAddress to = address(protocol).startsWith("/")
                ? UnixDomainSocketAddress.of(address(protocol))
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port(protocol));
        return Wire.connect(to);
    }

    public ManagedProcess process() {
        return process;
    }

    /** Kills it with SIGKILL and starts it again at the same addresses. */
    public void killAndRestart() throws IOException, InterruptedException {
        kill();
        restart();
    }

    /** Kills it with SIGKILL, and waits until it is gone. */
    public void kill() {
        process.close();
    }

    /** Starts it again at the same addresses, after {@link #kill()}. */
    public void restart() throws IOException, InterruptedException {
        start();
    }

    @Override
    public void close() {
        process.close();
    }

    private void start() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--interactive"));
        addresses.forEach((protocol, address) -> arguments.addAll(List.of("--listen", protocol + "=" + address)));
        arguments.addAll(options);
        ProcessBuilder command = Xcauth.command(url, arguments.toArray(String[]::new));
        // Its life is too short for the optimizing compiler to pay off.
        command.environment().put("XCAUTH_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        command.environment().putAll(environment);
        process = ManagedProcess.start(command);
        for (Matcher listening : process.awaitLines(addresses.size(), LISTENING)) {
            addresses.put(listening.group(1), listening.group(2));
        }
    }
}
