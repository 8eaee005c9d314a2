package net.xcauth.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** SIGSTOP and SIGCONT for a program with all that it has started. */
final class Suspension {
    private Suspension() {}

    /**
     * Stops all, and returns when all stand still.
     *
     * @param family the processes, looked up anew each time: until the first stands still it may start others
     */
    static void suspend(Callable<List<ProcessHandle>> family) throws Exception {
        Eventually.until(
                "all processes stand still",
                () -> signal(
                        "STOP",
                        family.call().stream()
                                .filter(process -> !standsStill(process))
                                .toList()));
    }

    /** Lets all run on, and returns when none stands still. */
    static void resume(Callable<List<ProcessHandle>> family) throws Exception {
        Eventually.until(
                "no process stands still",
                () -> signal(
                        "CONT",
                        family.call().stream()
                                .filter(process -> threads(process).anyMatch("T"::equals))
                                .toList()));
    }

    /** Returns whether there was nobody to send it to. That a process has ended by itself meanwhile does not matter. */
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

    /** Also a process that has ended, and whose parent has not taken note of it, does nothing more. */
    private static boolean standsStill(ProcessHandle process) {
        return threads(process).allMatch(state -> state.equals("T") || state.equals("Z"));
    }

    /** The states of the process's threads as the kernel names them; "gone" for one that ended under our eyes. */
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
