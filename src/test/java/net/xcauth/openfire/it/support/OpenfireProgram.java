package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Which Openfire it is: how to set up a home for it, and how to start it. */
interface OpenfireProgram {

    /** The one in the folder that the environment names, or else the one of Maven Central. */
    static OpenfireProgram configured() {
        String installed = System.getenv("OPENFIRE_HOME");
        return installed == null || installed.isBlank()
                ? new CentralOpenfire()
                : new InstalledOpenfire(Path.of(installed));
    }

    /** Makes a home that is ready for a start. */
    void setUp(Path home, OpenfireOptions options, OpenfirePorts ports) throws IOException, InterruptedException;

    /** What follows {@code java} and its common options on the command line. */
    List<String> arguments(Path home);
}
