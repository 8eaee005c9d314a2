package net.xcauth.test;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses ports for programs that cannot choose a free one themselves. The ports are below 32768, where Linux starts with
 * ephemeral ports: it could assign one of those to a connection before the program listens.
 */
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int COUNT = 22_000;
    /** Random, so that concurrent test processes start at different ports. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));
    /**
     * Reserve the chosen ports against other test processes until this process exits: a server listens only some time later,
     * and not during a restart. UDP sockets do not interfere with TCP servers.
     */
    private static final Queue<DatagramSocket> CLAIMS = new ConcurrentLinkedQueue<>();

    private Ports() {}

    /** A free TCP port of the loopback interface that no other test process has reserved. */
    public static int free() throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (claim(port)) {
                return port;
            }
        }
        throw new IOException("all ports from " + FIRST + " to " + (FIRST + COUNT - 1) + " are in use");
    }

    private static boolean claim(int port) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            new ServerSocket(port, 1, loopback).close();
            CLAIMS.add(new DatagramSocket(port, loopback));
            return true;
        } catch (BindException e) {
            // In use.
            return false;
        }
    }
}
