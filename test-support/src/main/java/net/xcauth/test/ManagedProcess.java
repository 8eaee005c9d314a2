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

/** A program that a test started: what it prints, line by line, and its end for certain, with all its children. */
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

    /** Starts the program; its standard output and error are read together. */
    public static ManagedProcess start(ProcessBuilder builder) throws IOException {
        ManagedProcess started = new ManagedProcess(
                Reaper.start(builder.redirectErrorStream(true)),
                builder.command().get(0));
        Thread reader = new Thread(started::read, "output of " + started.name);
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    /** Starts the program likewise; no signal is ignored, as some are by a shell's background jobs and what these start. */
    public static ManagedProcess startHeedingSignals(ProcessBuilder builder) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal"));
        command.addAll(builder.command());
        return start(builder.command(command));
    }

    /** What it has printed so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /**
     * Waits until as many lines as that contain a match, and returns the matches.
     *
     * @throws AssertionError if the program ends or {@link Eventually#PATIENCE} is over before; it shows the output
     */
    public synchronized List<Matcher> awaitLines(int count, Pattern pattern) throws InterruptedException {
        long end = System.nanoTime() + Eventually.PATIENCE.toNanos();
        List<Matcher> found = matches(pattern);
        while (found.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0 || outputEnded) {
                throw new AssertionError(name + " did not print " + count + " times /" + pattern + "/ but:\n"
                        + String.join("\n", lines));
            }
            wait(left);
            found = matches(pattern);
        }
        return found;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Sends a signal, named without SIG, to the program alone. */
    public void signal(String signal) throws IOException, InterruptedException {
        Command.run("kill", "-" + signal, Long.toString(process.pid())).requireSuccess();
    }

    /**
     * Lets it write no byte of a file beyond this size, as a disk with an error or a full quota would.
     *
     * @param bytes what {@code prlimit} takes, a number or {@code unlimited}
     */
    public void limitFileSize(String bytes) throws IOException, InterruptedException {
        Command.run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":")
                .requireSuccess();
    }

    /** Waits for the program's end, without asking for it, and for its last lines, and returns its exit status. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not end; it printed:\n" + String.join("\n", lines()));
        }
        awaitLastLines();
        return process.exitValue();
    }

    /** A program may end before its last lines are read. Its children may keep its output open, and then print more. */
    private synchronized void awaitLastLines() throws InterruptedException {
        long end = System.nanoTime() + LAST_LINES.toNanos();
        for (long left = LAST_LINES.toMillis();
                !outputEnded && left > 0;
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            wait(left);
        }
    }

    /**
     * The process id of the program that this one has started as soon as it runs.
     *
     * @param program the path of its executable, or the end of it
     * @throws AssertionError if this one ends before; it shows the output
     */
    public long awaitChild(String program) throws Exception {
        Predicate<ProcessHandle> runs = child ->
                child.info().command().filter(path -> path.endsWith(program)).isPresent();
        Eventually.until(name + " has started " + program, () -> {
            if (!process.isAlive()) {
                awaitLastLines();
                throw new AssertionError(name + " has ended; it printed:\n" + String.join("\n", lines()));
            }
            return process.children().anyMatch(runs);
        });
        return process.children().filter(runs).findFirst().orElseThrow().pid();
    }

    /**
     * SIGKILL to the processes below this one, at any depth, whose command line has this in it.
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
            throw new AssertionError(name + " runs nothing with " + commandLine);
        }
        found.forEach(ProcessHandle::destroyForcibly);
        found.forEach(killed -> killed.onExit().join());
    }

    /** SIGKILL to it and all below it; they are gone when this returns. */
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
