package net.xcauth.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Finds programs of other projects on this machine, and skips tests that need missing ones. */
public final class Installed {
    /** Debian's folders for server programs, which may be missing in PATH. */
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

    private Installed() {}

    /**
     * Finds a program. If it is missing, the test is skipped, or fails with {@code -Dxcauth.requireServers=true}.
     *
     * @param program name of the executable
     * @param recipe  the command that installs it
     */
    public static String require(String program, String recipe) {
        return find(program)
                .map(Path::toString)
                .orElseThrow(() -> missing(program + " is not installed (" + recipe + ")"));
    }

    /** Skips or fails the test if a requirement other than a program, for example a library, is missing. */
    public static void require(boolean there, String missing) {
        if (!there) {
            throw missing(missing);
        }
    }

    /** Skips the test if a requirement that cannot be installed, for example a right of root, is missing. */
    public static void skipUnless(boolean there, String missing) {
        if (!there) {
            throw skipped(missing);
        }
    }

    /**
     * Skips tests that take long, unless no test may be skipped or tests run at full size.
     *
     * @param what the tests, as the subject of a sentence
     */
    public static void skipUnlessThereIsTime(String what) {
        skipUnless(
                Boolean.getBoolean("xcauth.requireServers") || Boolean.getBoolean("xcauth.fullSize"),
                what + " take long (mvn verify -Dxcauth.fullSize=true)");
    }

    private static Optional<Path> find(String program) {
        return Stream.concat(
                        Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH")),
                        SYSTEM_FOLDERS.stream())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static RuntimeException missing(String what) {
        if (Boolean.getBoolean("xcauth.requireServers")) {
            return new IllegalStateException(what);
        }
        return skipped(what);
    }

    private static TestAbortedException skipped(String what) {
        // Maven reports the number of skipped tests, but no reasons.
        System.out.println("SKIPPED: " + what);
        return new TestAbortedException(what);
    }
}
