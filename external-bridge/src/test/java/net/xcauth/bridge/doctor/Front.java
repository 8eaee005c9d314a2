package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a server, as TLS or as a proxy, and passes everything on in both directions. */
final class Front implements AutoCloseable {
    private final ServerSocket listener;
    private final Way way;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "front");
        thread.setDaemon(true);
        return thread;
    });

    /** Where a connection goes on to. */
    interface Way {
        /** @return null if it ends here */
        Socket onward(Socket client) throws IOException;
    }

    private Front(ServerSocket listener, Way way) {
        this.listener = listener;
        this.way = way;
        threads.execute(this::accept);
    }

    /** What the listener receives goes to this port of this machine. */
    static Front to(int port, ServerSocket listener) {
        return new Front(listener, client -> new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A proxy that answers CONNECT with this status line and, if that is a 200, leads to this port. */
    static Front proxy(int port, String statusLine) throws IOException {
        return new Front(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), client -> {
            readHead(client.getInputStream());
            client.getOutputStream().write((statusLine + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return statusLine.contains(" 200 ") ? new Socket(InetAddress.getLoopbackAddress(), port) : null;
        });
    }

    int port() {
        return listener.getLocalPort();
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
                Socket client = listener.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client; Socket server = way.onward(client)) {
            if (server != null) {
                open.add(server);
                threads.execute(() -> pass(server, client));
                pass(client, server);
            }
        } catch (IOException e) {
            // One side went away, or TLS was refused, which is what tests want to see; they see it on the other side.
            open.remove(client);
        }
    }

    private void pass(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Likewise.
            open.remove(from);
        }
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
    }
}
