package net.xcauth.test;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * For programs that cannot be told to choose a port themselves. The system takes those that it gives to connections
 * from 32768 on, on Linux, and might give one away before the program listens: these are below.
 */
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int COUNT = 22_000;
    /** Other processes that look for ports begin elsewhere. */
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private Ports() {
    }

    /** A TCP port of the loopback interface that was free a moment ago, and that this process has not been given yet. */
    public static int free() throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody listens there, so the next one is tried.
                continue;
            }
        }
        throw new IOException("no port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }
}
