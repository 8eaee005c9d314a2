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
import net.xcauth.core.text.Reason;

/** Runs {@code ejabberdctl} for each command, without a shell. */
final class EjabberdctlChannel implements CommandChannel {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NODE_IS_DOWN = 3;
    private static final int WRONG_USER = 7;

    private final Path program;

    EjabberdctlChannel(Path program) {
        this.program = program;
    }

    @Override
    public String name() {
        return program.toString();
    }

    @Override
    public void run(EjabberdCommand command) throws EjabberdException {
        output(command);
    }

    /** The number is the last thing printed; warnings may precede it. */
    @Override
    public int count(EjabberdCommand command) throws EjabberdException {
        String output = output(command);
        return CommandChannel.number(output)
                .orElseThrow(() -> new EjabberdException(
                        Kind.FAILED,
                        program + " "
                                + OneLine.of(command.toString()) + ": expected a number, got \""
                                + OneLine.of(output.strip())
                                + '"'));
    }

    /** The text is the last line printed; warnings may precede it. */
    @Override
    public String text(EjabberdCommand command) throws EjabberdException {
        return output(command).lines().reduce("", (before, last) -> last);
    }

    @Override
    public List<String> list(EjabberdCommand command) throws EjabberdException {
        return output(command).lines().filter(line -> !line.isEmpty()).toList();
    }

    @Override
    public Map<String, String> properties(EjabberdCommand command) throws EjabberdException {
        Map<String, String> properties = new HashMap<>();
        output(command).lines().forEach(line -> {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                properties.put(line.substring(0, tab), line.substring(tab + 1));
            }
        });
        return properties;
    }

    private String output(EjabberdCommand command) throws EjabberdException {
        List<String> line = new ArrayList<>(List.of(program.toString(), command.name()));
        line.addAll(command.arguments().values());
        try {
            Output output = Output.of(line, PATIENCE);
            if (output.status() != 0) {
                throw refusal(command, output.status(), output.text());
            }
            return output.text();
        } catch (TimeoutException e) {
            throw new EjabberdException(Kind.UNREACHABLE, unreachable(command, Reason.of(e)), e);
        } catch (IOException e) {
            throw new EjabberdException(
                    Kind.NOT_ALLOWED,
                    program + " cannot be run: " + e.getMessage()
                            + "; set ejabberdctl= to ejabberd's control program, or to a script that runs it",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EjabberdException(Kind.UNREACHABLE, unreachable(command, "was interrupted"), e);
        }
    }

    private EjabberdException refusal(EjabberdCommand command, int status, String output) {
        String words = OneLine.of(
                output.lines().filter(line -> !line.isBlank()).findFirst().orElse("no output"));
        if (status == NODE_IS_DOWN || output.contains("nodedown")) {
            return new EjabberdException(
                    Kind.UNREACHABLE, unreachable(command, "cannot reach ejabberd (" + words + ')'));
        }
        if (status == WRONG_USER) {
            return new EjabberdException(
                    Kind.NOT_ALLOWED,
                    program + ": " + words + "; run xcauth as that user, or use ejabberd-api instead "
                            + "(sudo does not work in the systemd service)");
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

    private String unreachable(EjabberdCommand command, String what) {
        return program + " " + command.name() + ' ' + what + "; xcauth will retry";
    }

    @Override
    public void close() {
        // Every command ends its own process.
    }
}
