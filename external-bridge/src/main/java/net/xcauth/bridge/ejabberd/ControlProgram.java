package net.xcauth.bridge.ejabberd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.bridge.process.Output;
import net.xcauth.core.text.OneLine;

/** ejabberd through {@code ejabberdctl}: a program run for each command, with its arguments, and never a shell. */
final class ControlProgram implements CommandChannel {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
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

    /** The number stands last, behind what the program may complain of. */
    @Override
    public int count(Command command) throws EjabberdException {
        String output = output(command);
        return CommandChannel.number(output)
                .orElseThrow(() -> new EjabberdException(
                        Kind.FAILED,
                        program + " "
                                + OneLine.of(command.toString()) + ": it does not print a number, but \""
                                + OneLine.of(output.strip())
                                + '"'));
    }

    /** The text stands last, behind what the program may complain of. */
    @Override
    public String text(Command command) throws EjabberdException {
        return output(command).lines().reduce("", (before, last) -> last);
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
        try {
            Output output = Output.of(line, PATIENCE);
            if (output.status() != 0) {
                throw refusal(command, output.status(), output.text());
            }
            return output.text();
        } catch (TimeoutException e) {
            throw unreachable(command, e.getMessage(), e);
        } catch (IOException e) {
            throw new EjabberdException(
                    Kind.NOT_ALLOWED,
                    program + " cannot be run: " + e.getMessage()
                            + "; let ejabberdctl= name ejabberd's control program, or a script that runs it",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(command, "was interrupted", e);
        }
    }

    private EjabberdException refusal(Command command, int status, String output) {
        String words = OneLine.of(
                output.lines().filter(line -> !line.isBlank()).findFirst().orElse("no output"));
        if (status == NODE_IS_DOWN || output.contains("nodedown")) {
            return unreachable(command, "cannot reach ejabberd (" + words + ')', null);
        }
        if (status == WRONG_USER) {
            return new EjabberdException(
                    Kind.NOT_ALLOWED,
                    program + ": " + words + "; let xcauth run as that user, "
                            + "or use ejabberd-api instead (sudo does not work in the systemd service)");
        }
        if (output.contains("unknown command") || output.contains("module_not_loaded")) {
            return new EjabberdException(
                    Kind.NOT_ALLOWED,
                    program + " does not know " + command.name() + " (" + words
                            + "); load mod_shared_roster, mod_vcard and mod_admin_extra in ejabberd.yml");
        }
        return new EjabberdException(
                Kind.FAILED, program + " " + OneLine.of(command.toString()) + ": status " + status + ", " + words);
    }

    private EjabberdException unreachable(Command command, String what, Exception cause) {
        return new EjabberdException(
                Kind.UNREACHABLE, program + " " + command.name() + ' ' + what + "; it is tried again", cause);
    }

    @Override
    public void close() {
        // Each command ends by itself.
    }
}
