package net.xcauth.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a program reads from its standard input, which no list of processes shows. Only we can read it. */
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

    /** Lets the program read it, and hands the program back. */
    public ProcessBuilder into(ProcessBuilder program) {
        return program.redirectInput(file.toFile());
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
    }
}
