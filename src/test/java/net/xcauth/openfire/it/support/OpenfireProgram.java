package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An Openfire distribution: how to set up a home for it, and how to start it. */
interface OpenfireProgram {

    /** The one in the folder that the environment names, or else Maven Central's. */
    static OpenfireProgram configured() {
        String installed = System.getenv("OPENFIRE_HOME");
        return installed == null || installed.isBlank()
                ? new CentralOpenfire()
                : new InstalledOpenfire(Path.of(installed));
    }

    /** Creates a home that is ready for a start. */
    void setUp(Path home, OpenfireOptions options, OpenfirePorts ports) throws IOException, InterruptedException;

    /** The arguments after {@code java} and its common options. */
    List<String> arguments(Path home);
}
