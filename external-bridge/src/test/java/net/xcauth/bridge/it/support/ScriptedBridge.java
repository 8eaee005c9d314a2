package net.xcauth.bridge.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * A fake bridge that accepts all logins and answers queries for contacts as the test defines, possibly late: like
 * bridges of other releases, or broken ones.
 */
public final class ScriptedBridge implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Queue<String> questions = new ConcurrentLinkedQueue<>();
    private final Queue<String> logins = new ConcurrentLinkedQueue<>();
    private volatile String features = "1";
    private volatile Function<String, String> contacts;

    private ScriptedBridge(ServerSocket listener, Function<String, String> contacts) {
        this.listener = listener;
        this.contacts = contacts;
    }

    /** @param contacts returns the answer to a query such as {@code contacts:alice:example.org} */
    public static ScriptedBridge start(Function<String, String> contacts) throws IOException {
        ScriptedBridge bridge = new ScriptedBridge(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), contacts);
        inBackground(bridge::accept);
        return bridge;
    }

    /** Changes the answers from now on. */
    public void contacts(Function<String, String> replacement) {
        contacts = replacement;
    }

    /** Announces features from now on; before, it behaves like a bridge that does not know that request. */
    public void understand(String answer) {
        features = answer;
    }

    /** All logins so far. */
    public List<String> logins() {
        return List.copyOf(logins);
    }

    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** All queries for contacts so far. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                inBackground(() -> serve(connection));
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = connection.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The server has closed the connection, or the test has ended.
        } finally {
            connections.remove(connection);
        }
    }

    private String answer(String question) {
        if (question.startsWith("features:")) {
            return features;
        }
        if (question.matches("(auth|login):.*")) {
            logins.add(question);
        }
        if (!question.startsWith("contacts:")) {
            return "1";
        }
        questions.add(question);
        return contacts.apply(question);
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "scripted bridge");
        thread.setDaemon(true);
        thread.start();
    }
}
