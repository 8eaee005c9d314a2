package net.xcauth.openfire.it.control;

import java.util.List;

/** A command that a test can run inside the server. */
@FunctionalInterface
interface ControlCommand {
    /** @return the rows of the answer */
    List<List<String>> run(List<String> arguments) throws Exception;
}
