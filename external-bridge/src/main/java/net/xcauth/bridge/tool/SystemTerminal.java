package net.xcauth.bridge.tool;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The terminal at standard input, if it is one. */
final class SystemTerminal implements Terminal {
    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    private static final Pattern TERMINALS = Pattern.compile("/dev/(pts/|tty|console).*");

    private final InputStream in;

    SystemTerminal(InputStream in) {
        this.in = in;
    }

    /** Newer Javas have a console without a terminal, older ones none when the output goes elsewhere. */
    @Override
    public boolean isPresent() {
        if (in != System.in) {
            return false;
        }
        try {
            return TERMINALS
                    .matcher(Files.readSymbolicLink(STANDARD_INPUT).toString())
                    .matches();
        } catch (IOException | UnsupportedOperationException e) {
            // Without /proc there is this at least.
            return hasConsole();
        }
    }

    /** True on Java 22 and newer also without a terminal. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasConsole() {
        return System.console() != null;
    }

    @Override
    @SuppressWarnings("SystemConsoleNull")
    public String secret() throws ToolException {
        Console console = System.console();
        if (console == null) {
            throw ToolException.failed("the secret would be shown while it is typed, since standard output is no "
                    + "terminal; let standard input be a file or pipe with the secret in its first line");
        }
        char[] typed = console.readPassword();
        return typed == null ? "" : new String(typed);
    }

    @Override
    public String line() throws IOException {
        return new InputLines(in).first();
    }
}
