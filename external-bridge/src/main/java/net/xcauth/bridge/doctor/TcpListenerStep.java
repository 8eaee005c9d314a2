package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Reason;

/** Checks that a TCP port is free, or already belongs to xcauth. */
final class TcpListenerStep {
    private final ListenAddress.Tcp tcp;
    private final InetAddress host;
    private final int port;
    private final String title;
    private final ListenerProbe probe;

    TcpListenerStep(ListenAddress.Tcp tcp, ListenerProbe probe) {
        this.tcp = tcp;
        this.probe = probe;
        host = tcp.address().getAddress();
        port = tcp.address().getPort();
        title = "listener " + tcp.protocol().label() + '=' + host.getHostAddress() + ':' + port;
    }

    Finding examine() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(tcp.address(), 1);
            return Finding.ok(title, "the port is free");
        } catch (IOException e) {
            return refused(Reason.of(e));
        }
    }

    private Finding refused(String message) {
        if (message.contains("ermission denied")) {
            return Finding.fail(
                    title,
                    "the user \"" + System.getProperty("user.name") + "\" may not listen there (" + message + ")",
                    "Use port 1024 or higher, or have systemd open the socket.");
        }
        if (!isOfThisMachine()) {
            return Finding.fail(
                    title,
                    host.getHostAddress() + " is not an address of this machine (" + message + ")",
                    "Listen on 127.0.0.1, or on one of the addresses that ip address lists.");
        }
        InetAddress reachable = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
        String remedy = "Find that program with ss -ltnp and stop it, or choose another port.";
        return probe.examine(title, new InetSocketAddress(reachable, port), tcp.protocol(), remedy)
                .orElseGet(() -> Finding.fail(title, "taken by another program (" + message + ")", remedy));
    }

    private boolean isOfThisMachine() {
        try {
            return host.isAnyLocalAddress()
                    || host.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(host) != null;
        } catch (SocketException e) {
            // Without a list of addresses, the port being in use is the more likely explanation.
            return true;
        }
    }
}
