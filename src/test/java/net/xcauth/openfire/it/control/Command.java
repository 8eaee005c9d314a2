package net.xcauth.openfire.it.control;

import java.util.List;

/** What a test can ask for. */
@FunctionalInterface
interface Command {
    /** @return the rows of the answer */
    List<List<String>> run(List<String> arguments) throws Exception;
}
