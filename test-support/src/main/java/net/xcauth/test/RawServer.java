package net.xcauth.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that runs a script of the test for each connection. */
public final class RawServer implements AutoCloseable {

    /** Serves a connection, which is closed afterwards. */
    public interface Script {
        void serve(Connection connection) throws IOException;
    }

    /** Answers a request. */
    public interface Handler {
        void handle(Request request) throws IOException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        return thread;
    });

    /** Listens on a free loopback port. */
    public RawServer(Script script) throws IOException {
        this(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), script);
    }

    /** Accepts connections from this listener, and closes it in the end. */
    public RawServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        threads.execute(this::accept);
    }

    /** Answers every request with the same status and body, and keeps the connection open. */
    public static RawServer answering(int status, String headers, byte[] body) throws IOException {
        return new RawServer(connection -> connection.eachRequest(request -> connection.answer(status, headers, body)));
    }

    /** The server's port. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The URL of the imitated cloud. */
    public URI url(String scheme) {
        return URI.create(scheme + "://localhost:" + port() + "/apps/ojsxc/ajax/externalApi.php");
    }

    /** The requests read by scripts, from all connections. */
    public List<Request> requests() {
        return requests;
    }

    /** All connections so far. */
    public List<Connection> connections() {
        return connections;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                if (!threads.isShutdown()) {
                    threads.execute(() -> serve(socket));
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Connection connection = new Connection(socket);
            connections.add(connection);
            script.serve(connection);
        } catch (IOException e) {
            // The client has disconnected, which many tests expect.
            open.remove(socket);
        }
    }

    /** A request as received. */
    public record Request(String head, String body) {
        /** The value of a header; empty if missing. */
        public String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ':'))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** A connection, for the script. */
    public final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private int ordinal;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        /** Reads the next request; empty at the end of the connection. */
        public Optional<Request> request() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return Optional.empty();
                }
                head.write(next);
            }
            Request start = new Request(head.toString(StandardCharsets.ISO_8859_1), "");
            String length = start.header("Content-Length");
            byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
            Request whole = new Request(start.head(), new String(body, StandardCharsets.UTF_8));
            requests.add(whole);
            ordinal++;
            return Optional.of(whole);
        }

        /** Handles each request until the end of the connection. */
        public void eachRequest(Handler handler) throws IOException {
            for (Optional<Request> next = request(); next.isPresent(); next = request()) {
                handler.handle(next.get());
            }
        }

        /** The number of requests read from this connection. */
        public int ordinal() {
            return ordinal;
        }

        /** Sends a complete answer. */
        public void answer(int status, String headers, byte[] body) throws IOException {
            send("HTTP/1.1 " + status + " Test\r\nContent-Length: " + body.length + "\r\n" + headers + "\r\n");
            send(body);
        }

        /** Sends text verbatim. */
        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends bytes verbatim. */
        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Waits until the client closes the connection. */
        public void awaitClose() {
            try {
                while (in.read() >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                return; // reset, which also means closed
            }
        }

        /** Forwards bytes to a loopback port and back until one side closes. */
        public void relay(int port) throws IOException {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            open.add(server);
            threads.execute(() -> pass(server, socket));
            pass(socket, server);
        }

        private void pass(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                open.remove(from); // one side has disconnected
            }
        }
    }
}
