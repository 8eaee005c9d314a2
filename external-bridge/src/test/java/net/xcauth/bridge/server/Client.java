package net.xcauth.bridge.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import net.xcauth.bridge.protocol.Bytes;

/** A server's end of a connection. Waits at most a minute for anything. */
final class Client implements AutoCloseable {
    final Socket socket = new Socket();

    Client(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    /** @param receiveBuffer bytes that the kernel keeps for us; 0: as usual */
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

    /** Says that nothing more will come. */
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

    /** Everything until the other side has ended. */
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
