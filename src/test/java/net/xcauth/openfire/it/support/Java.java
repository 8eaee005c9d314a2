package net.xcauth.openfire.it.support;

import java.nio.file.Path;

/** The Java that runs the tests. */
final class Java {
    private Java() {}

    /** The path of one of its tools. */
    static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
