package net.xcauth.bridge.ejabberd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.core.text.OneLine;

/** ejabberd through {@code ejabberdctl}: a program run for each command, with its arguments, and never a shell. */
final class ControlProgram implements CommandChannel {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_OUTPUT = 16 << 20;
    private static final int NODE_IS_DOWN = 3;
    private static final int WRONG_USER = 7;

    private final Path program;

    ControlProgram(Path program) {
        this.program = program;
    }

    @Override
    public String name() {
        return program.toString();
    }

    @Override
    public void run(Command command) throws EjabberdException {
        output(command);
    }

    @Override
    public List<String> list(Command command) throws EjabberdException {
        return output(command).lines().filter(line -> !line.isEmpty()).toList();
    }

    @Override
    public Map<String, String> properties(Command command) throws EjabberdException {
        Map<String, String> properties = new HashMap<>();
        output(command).lines().forEach(line -> {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                properties.put(line.substring(0, tab), line.substring(tab + 1));
            }
        });
        return properties;
    }

    private String output(Command command) throws EjabberdException {
        List<String> line = new ArrayList<>(List.of(program.toString(), command.name()));
        line.addAll(command.arguments().values());
        Process process = start(line);
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()),
                    reader -> daemon(reader).start());
            String text = output.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw unreachable(command, "does not end", null);
            }
            if (process.exitValue() != 0) {
                throw refusal(command, process.exitValue(), text);
            }
            return text;
        } catch (TimeoutException e) {
            throw unreachable(command, "does not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (IOException | ExecutionException e) {
            throw unreachable(command, "could not be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(command, "was interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(List<String> line) throws EjabberdException {
        try {
            return new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new EjabberdException(Kind.NOT_ALLOWED, program + " cannot be run: " + e.getMessage()
                    + "; let ejabberdctl= name ejabberd's control program, or a script that runs it", e);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "xcauth-ejabberdctl");
        thread.setDaemon(true);
        return thread;
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private EjabberdException refusal(Command command, int status, String output) {
        String words = OneLine.of(output.lines().filter(line -> !line.isBlank()).findFirst().orElse("no output"));
        if (status == NODE_IS_DOWN || output.contains("nodedown")) {
            return unreachable(command, "cannot reach ejabberd (" + words + ')', null);
        }
        if (status == WRONG_USER) {
            return new EjabberdException(Kind.NOT_ALLOWED, program + ": " + words + "; let xcauth run as that user, "
                    + "or use ejabberd-api instead (sudo does not work in the systemd service)");
        }
        if (output.contains("unknown command") || output.contains("module_not_loaded")) {
            return new EjabberdException(Kind.NOT_ALLOWED, program + " does not know " + command.name() + " ("
                    + words + "); load mod_shared_roster, mod_vcard and mod_admin_extra in ejabberd.yml");
        }
        return new EjabberdException(Kind.FAILED, program + " " + OneLine.of(command.toString()) + ": status " + status
                + ", " + words);
    }

    private EjabberdException unreachable(Command command, String what, Exception cause) {
        return new EjabberdException(Kind.UNREACHABLE, program + " " + command.name() + ' ' + what
                + "; it is tried again", cause);
    }

    @Override
    public void close() {
        // Each command ends by itself.
    }
}
