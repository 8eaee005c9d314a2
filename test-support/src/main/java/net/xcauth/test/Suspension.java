package net.xcauth.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Sends SIGSTOP and SIGCONT to a program and all its descendants. */
final class Suspension {
    private Suspension() {}

    /**
     * Stops all processes, and returns when none is running.
     *
     * @param family finds the processes; called repeatedly, because running processes may start others
     */
    static void suspend(Callable<List<ProcessHandle>> family) throws Exception {
        Eventually.until(
                "all processes are stopped",
                () -> signal(
                        "STOP",
                        family.call().stream()
                                .filter(process -> !isStopped(process))
                                .toList()));
    }

    /** Continues all processes, and returns when none is stopped. */
    static void resume(Callable<List<ProcessHandle>> family) throws Exception {
        Eventually.until(
                "no process is stopped",
                () -> signal(
                        "CONT",
                        family.call().stream()
                                .filter(process -> threads(process).anyMatch("T"::equals))
                                .toList()));
    }

    /** Signals the processes, of which some may have exited; true if there are none. */
    private static boolean signal(String signal, List<ProcessHandle> to) throws IOException, InterruptedException {
        if (to.isEmpty()) {
            return true;
        }
        Command.run(Stream.concat(
                        Stream.of("kill", "-" + signal),
                        to.stream().map(ProcessHandle::pid).map(pid -> Long.toString(pid)))
                .toArray(String[]::new));
        return false;
    }

    /** True if all threads are stopped; a zombie process counts as stopped. */
    private static boolean isStopped(ProcessHandle process) {
        return threads(process).allMatch(state -> state.equals("T") || state.equals("Z"));
    }

    /** The kernel's state letters of the process's threads; "gone" for a thread that exited meanwhile. */
    private static Stream<String> threads(ProcessHandle process) {
        File[] threads = new File("/proc/" + process.pid() + "/task").listFiles();
        return threads == null ? Stream.empty() : Stream.of(threads).map(thread -> state(thread.toPath()));
    }

    private static String state(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1);
        } catch (IOException e) {
            return "gone";
        }
    }
}
