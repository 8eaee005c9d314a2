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
 * For programs that cannot be told to choose a port themselves. The system takes those that it gives to connections
 * from 32768 on, on Linux, and might give one away before the program listens: these are below.
 */
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int COUNT = 22_000;
    /** Other processes that look for ports begin elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));
    /**
     * Keep, as long as this process lives, other processes that look for ports from what this one was given: a server listens
     * only some time later, and not while it is restarted. That they are of UDP is in no server's way.
     */
    private static final Queue<DatagramSocket> CLAIMS = new ConcurrentLinkedQueue<>();

    private Ports() {}

    /** A TCP port of the loopback interface that was free a moment ago, and that no process of the tests has been given yet. */
    public static int free() throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (claim(port)) {
                return port;
            }
        }
        throw new IOException("no port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }

    private static boolean claim(int port) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            new ServerSocket(port, 1, loopback).close();
            CLAIMS.add(new DatagramSocket(port, loopback));
            return true;
        } catch (BindException e) {
            // Somebody has it, so the next one is tried.
            return false;
        }
    }
}
