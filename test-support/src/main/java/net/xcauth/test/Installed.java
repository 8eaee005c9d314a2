package net.xcauth.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Which programs of other projects this machine has. */
public final class Installed {
    /** Debian keeps servers' programs here, and they are not on everybody's PATH. */
    private static final List<String> SYSTEM_FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

    private Installed() {}

    /**
     * Where the program is. Without it the test is skipped, or, with {@code -Dxcauth.requireServers=true}, fails.
     *
     * @param program name of the executable
     * @param recipe  how to install it
     */
    public static String require(String program, String recipe) {
        return find(program)
                .map(Path::toString)
                .orElseThrow(() -> missing(program + " is not installed (" + recipe + ")"));
    }

    /** Likewise for something other than a program, a library for instance. */
    public static void require(boolean there, String missing) {
        if (!there) {
            throw missing(missing);
        }
    }

    /** For what cannot be installed, such as a right of root: without it the test is skipped. */
    public static void skipUnless(boolean there, String missing) {
        if (!there) {
            throw skipped(missing);
        }
    }

    /**
     * Skips tests that take long, unless no test may be skipped or all are wanted at full size.
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
        // Maven shows how many tests were skipped, but not why.
        System.out.println("SKIPPED: " + what);
        return new TestAbortedException(what);
    }
}
