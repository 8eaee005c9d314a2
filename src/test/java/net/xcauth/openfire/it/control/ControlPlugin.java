package net.xcauth.openfire.it.control;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.container.Plugin;
import org.jivesoftware.openfire.container.PluginManager;
import org.jivesoftware.util.JiveGlobals;

/**
 * Listens on a free port, whose number it writes to the file named by the system property {@link #PORT_FILE}, and
 * answers one question per connection: a line with a command and its arguments, answered by a line with
 * {@code ok} or {@code error} and a line for each row of the answer.
 */
public final class ControlPlugin implements Plugin {
    public static final String PORT_FILE = "testcontrol.portFile";

    private final Events events = new Events();
    private final Refresher refresher = new Refresher();
    private final Map<String, ControlCommand> commands = new TreeMap<>();
    private ServerSocket socket;

    @Override
    public void initializePlugin(PluginManager manager, File pluginDirectory) {
        PropertyCommands.addTo(commands);
        UserCommands.addTo(commands);
        GroupCommands.addTo(commands);
        PluginCommands.addTo(commands, manager);
        MemoryCommands.addTo(commands, manager);
        ServerCommands.addTo(commands);
        events.addTo(commands);
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            startThread("testcontrol", this::accept);
            if (JiveGlobals.getBooleanProperty(Refresher.PROPERTY)) {
                startThread("testcontrol-refresh", () -> refresher.run(manager));
            }
            announce(Path.of(System.getProperty(PORT_FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void destroyPlugin() {
        events.stop();
        refresher.stop();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void announce(Path file) throws IOException {
        Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), "" + socket.getLocalPort());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                startThread("testcontrol-command", () -> answer(client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void answer(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                Writer out = new OutputStreamWriter(client.getOutputStream(), StandardCharsets.UTF_8)) {
            List<String> question = Fields.decode(in.readLine());
            for (List<String> line : answer(question.get(0), question.subList(1, question.size()))) {
                out.write(Fields.encode(line) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<List<String>> answer(String name, List<String> arguments) {
        try {
            ControlCommand command = commands.get(name);
            if (command == null) {
                return List.of(List.of("error", "no such command: " + name + ", but " + commands.keySet()));
            }
            List<List<String>> rows = command.run(arguments);
            return Rows.concat(List.of(List.of("ok", Integer.toString(rows.size()))), rows);
        } catch (Exception | LinkageError e) {
            return List.of(List.of("error", e.toString(), Arrays.toString(e.getStackTrace())));
        }
    }

    /** Threads of the server's own see no plugin's classes, and neither must ours. */
    private static void startThread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(XMPPServer.class.getClassLoader());
        thread.start();
    }
}
