package net.xcauth.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard input of a program, in a private file. Unlike arguments, the process list does not show it. */
public final class Input implements AutoCloseable {
    private final Path file;

    private Input(Path file) {
        this.file = file;
    }

    public static Input of(String text) throws IOException {
        Input input = new Input(Files.createTempFile("xcauth-", ".input"));
        try {
            Reaper.delete(input.file);
            Files.writeString(input.file, text);
            return input;
        } catch (IOException e) {
            input.close();
            throw e;
        }
    }

    /** Redirects the program's standard input, and returns the program. */
    public ProcessBuilder into(ProcessBuilder program) {
        return program.redirectInput(file.toFile());
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
    }
}
