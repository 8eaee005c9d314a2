package net.xcauth.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program started by a test: collects its output, and kills it with all its children in the end. */
public final class ManagedProcess implements AutoCloseable {
    private static final Duration LAST_LINES = Duration.ofSeconds(5);

    private final Process process;
    private final String name;
    private final List<String> lines = new ArrayList<>();
    private boolean outputEnded;

    private ManagedProcess(Process process, String name) {
        this.process = process;
        this.name = name;
    }

    /** Starts a program, and collects its standard output and error together. */
    public static ManagedProcess start(ProcessBuilder builder) throws IOException {
        ManagedProcess started = new ManagedProcess(
                Reaper.start(builder.redirectErrorStream(true)),
                builder.command().get(0));
        Thread reader = new Thread(started::read, "output of " + started.name);
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    /** Starts a program with default signal handling; a shell's background jobs ignore some signals and pass that on. */
    public static ManagedProcess startHeedingSignals(ProcessBuilder builder) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
        command.addAll(builder.command());
        return start(builder.command(command));
    }

    /** The lines printed so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * Waits until that many lines contain a match, and returns the matches.
     *
     * @throws AssertionError with the output if the program exits first, or after {@link Eventually#PATIENCE}
     */
    public synchronized List<Matcher> awaitLines(int count, Pattern pattern) throws InterruptedException {
        long end = System.nanoTime() + Eventually.PATIENCE.toNanos();
        List<Matcher> found = matches(pattern);
        while (found.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0 || outputEnded) {
                throw new AssertionError(name + " did not print /" + pattern + "/ " + count + " times; it printed:\n"
                        + String.join("\n", lines));
            }
            wait(left);
            found = matches(pattern);
        }
        return found;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Sends a signal, named without SIG, to the program but not to its children. */
    public void signal(String signal) throws IOException, InterruptedException {
        Command.run("kill", "-" + signal, Long.toString(process.pid())).requireSuccess();
    }

    /**
     * Makes writes beyond this file size fail, as on a broken disk or with an exhausted quota.
     *
     * @param bytes a number or {@code unlimited}, as for {@code prlimit}
     */
    public void limitFileSize(String bytes) throws IOException, InterruptedException {
        Command.run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":")
                .requireSuccess();
    }

    /** Waits until the program exits and its last lines are read, and returns its exit status. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not exit; it printed:\n" + String.join("\n", lines()));
        }
        awaitLastLines();
        return process.exitValue();
    }

    /** A program may exit before its last lines are read. Its children may keep its output open and print more. */
    private synchronized void awaitLastLines() throws InterruptedException {
        long end = System.nanoTime() + LAST_LINES.toNanos();
        for (long left = LAST_LINES.toMillis();
                !outputEnded && left > 0;
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            wait(left);
        }
    }

    /**
     * Waits until this program runs another one, and returns its process id.
     *
     * @param program the end of the executable's path
     * @throws AssertionError with the output if this program exits first
     */
    public long awaitChild(String program) throws Exception {
        Predicate<ProcessHandle> runs = child ->
                child.info().command().filter(path -> path.endsWith(program)).isPresent();
        Eventually.until(name + " has started " + program, () -> {
            if (!process.isAlive()) {
                awaitLastLines();
                throw new AssertionError(name + " has exited; it printed:\n" + String.join("\n", lines()));
            }
            return process.children().anyMatch(runs);
        });
        return process.children().filter(runs).findFirst().orElseThrow().pid();
    }

    /**
     * Kills all descendants whose command line contains this text.
     *
     * @throws AssertionError if there are none
     */
    public void killDescendants(String commandLine) {
        List<ProcessHandle> found = process.descendants()
                .filter(child -> child.info()
                        .commandLine()
                        .filter(line -> line.contains(commandLine))
                        .isPresent())
                .toList();
        if (found.isEmpty()) {
            throw new AssertionError(name + " has no descendant whose command line contains " + commandLine);
        }
        found.forEach(ProcessHandle::destroyForcibly);
        found.forEach(killed -> killed.onExit().join());
    }

    /** Kills the program and all descendants, and waits for their exit. */
    @Override
    public void close() {
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member -> member.onExit().join());
    }

    private List<Matcher> matches(Pattern pattern) {
        return lines.stream().map(pattern::matcher).filter(Matcher::find).toList();
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        outputEnded = true;
        notifyAll();
    }
}
