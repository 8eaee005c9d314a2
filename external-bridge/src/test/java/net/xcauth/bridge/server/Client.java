package net.xcauth.bridge.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import net.xcauth.bridge.protocol.Bytes;

/** A connection to the bridge, as a server opens it. No read takes longer than a minute. */
final class Client implements AutoCloseable {
    final Socket socket = new Socket();

    Client(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    /** @param receiveBuffer the size of the kernel's buffer in bytes; 0 for the default */
    Client(InetSocketAddress address, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        socket.connect(address);
    }

    Client send(String text) throws IOException {
        return send(Bytes.of(text));
    }

    Client send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Ends the output; replies can still be read. */
    Client finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next bytes, fewer only at the end of the stream. */
    byte[] receive(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    String receiveText(int count) throws IOException {
        return new String(receive(count), StandardCharsets.UTF_8);
    }

    /** All bytes until the bridge closes the connection. */
    byte[] receiveAll() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    String receiveAllText() throws IOException {
        return new String(receiveAll(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
