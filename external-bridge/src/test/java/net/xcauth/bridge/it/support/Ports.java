package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** For programs that cannot be told to choose a port themselves. */
public final class Ports {
    private Ports() {
    }

    /** A TCP port of the loopback interface that was free a moment ago. */
    public static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
