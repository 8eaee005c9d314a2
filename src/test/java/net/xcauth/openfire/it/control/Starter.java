package net.xcauth.openfire.it.control;

import org.jivesoftware.openfire.XMPPServer;

/** Starts an Openfire from the jars on the class path, and shuts it down properly when the process is terminated. */
public final class Starter {
    private Starter() {}

    public static void main(String[] arguments) {
        XMPPServer server = new XMPPServer();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "shutdown"));
    }
}
