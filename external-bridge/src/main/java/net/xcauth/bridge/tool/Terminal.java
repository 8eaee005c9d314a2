package net.xcauth.bridge.tool;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A person at the terminal. */
interface Terminal {
    /** True if there is one. */
    boolean isPresent();

    /**
     * Reads a line without showing it.
     *
     * @return empty at the end of input
     * @throws ToolException if it would be shown
     */
    String secret() throws ToolException;

    /** Reads a line; empty at the end of input. */
    String line() throws IOException;

    /** The terminal at standard input, if it is one. */
    record OfProgram(InputStream in) implements Terminal {
        private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
        private static final Pattern TERMINALS = Pattern.compile("/dev/(pts/|tty|console).*");

        /** Newer Javas have a console without a terminal; older ones have none if the output is redirected. */
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
                // The best guess without /proc.
                return hasConsole();
            }
        }

        /** Also true without a terminal on Java 22 and newer. */
        @SuppressWarnings("SystemConsoleNull")
        private static boolean hasConsole() {
            return System.console() != null;
        }

        @Override
        @SuppressWarnings("SystemConsoleNull")
        public String secret() throws ToolException {
            Console console = System.console();
            if (console == null) {
                throw new ToolException("standard output is not a terminal, so the secret would be visible while you "
                        + "type it; redirect standard input to a file or pipe with the secret in its first line");
            }
            char[] typed = console.readPassword();
            return typed == null ? "" : new String(typed);
        }

        @Override
        public String line() throws IOException {
            return new InputLines(in).next();
        }
    }
}
