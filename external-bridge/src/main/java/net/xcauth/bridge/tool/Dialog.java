package net.xcauth.bridge.tool;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Standard input and error. Input is a person at a terminal, who is prompted, or lines of UTF-8 that end in LF or CRLF.
 */
final class Dialog {
    private static final String NAME = "xcauth: ";

    private final InputStream in;
    private final PrintStream err;
    private final Terminal terminal;
    private int number;
    private boolean ended;

    /** @param err the stream for prompts and messages */
    Dialog(InputStream in, PrintStream err, Terminal terminal) {
        this.in = in;
        this.err = err;
        this.terminal = terminal;
    }

    /** The terminal at standard input. */
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
    }

    /** The terminal of this program. */
    record ProgramTerminal(InputStream in) implements Terminal {
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
    }

    /** Prints a message. */
    void tell(String message) {
        err.println(NAME + message);
    }

    /**
     * Asks a person, but not a program, before an action.
     *
     * @throws ToolException if the answer is not yes
     */
    void confirm(String action) throws ToolException, IOException {
        if (terminal.isPresent()) {
            prompt(action + "? Type yes: ");
            if (!line().strip().equals("yes")) {
                throw new ToolException("nothing was changed, because the answer was not yes");
            }
        }
    }

    /** Reads a line, without surrounding white space; a person types it without seeing it. */
    String secret(String prompt) throws ToolException, IOException {
        if (!terminal.isPresent()) {
            return line().strip();
        }
        prompt(prompt + " (not shown): ");
        return terminal.secret().strip();
    }

    private void prompt(String text) {
        err.print(NAME + text);
        err.flush();
    }

    /** Reads all lines, including an empty one after the last line end. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        while (!ended) {
            lines.add(line());
        }
        return lines;
    }

    /** Reads the next line, and nothing after it; empty at the end of input. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = in.read();
        while (read >= 0 && read != '\n') {
            line.write(read);
            read = in.read();
        }
        number++;
        ended = read < 0;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "line " + number + " of standard input is not UTF-8; convert it, for example with iconv", e);
        }
    }
}
