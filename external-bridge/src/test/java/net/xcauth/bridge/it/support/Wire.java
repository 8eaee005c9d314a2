package net.xcauth.bridge.it.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import net.xcauth.bridge.protocol.Bytes;
import net.xcauth.test.Eventually;

/** A connection to the bridge, with the framing of each protocol. */
public final class Wire implements AutoCloseable {
    private final SocketChannel channel;
    private final DataInputStream in;
    private final OutputStream out;

    private Wire(SocketChannel channel) {
        this.channel = channel;
        in = new DataInputStream(Channels.newInputStream(channel));
        out = Channels.newOutputStream(channel);
    }

    public static Wire connect(SocketAddress address) throws IOException {
        return new Wire(SocketChannel.open(address));
    }

    /** Connects as soon as the address is listened on. */
    public static Wire connectWhenPossible(SocketAddress address) throws Exception {
        AtomicReference<Wire> wire = new AtomicReference<>();
        Eventually.until(address + " is listened on", () -> {
            try {
                wire.set(connect(address));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        return wire.get();
    }

    /** Sends a request in {@code generic} or {@code postfix} without waiting for the reply. */
    public void sendLine(String request) throws IOException {
        out.write(Bytes.of(request + '\n'));
    }

    /** The next reply in {@code generic} or {@code postfix}; empty if the connection is closed instead. */
    public String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Sends a request in {@code generic} or {@code postfix}, and returns the reply. */
    public String ask(String request) throws IOException {
        sendLine(request);
        return readLine();
    }

    /** Sends a request in {@code ejabberd}'s protocol. Returns true if the reply is yes. */
    public boolean askFramed(String request) throws IOException {
        out.write(Bytes.frame(request));
        int length = in.readShort();
        if (length != Short.BYTES) {
            throw new IOException("an answer of " + length + " bytes");
        }
        return in.readShort() == 1;
    }

    /** Sends a request in {@code saslauthd}'s protocol. Returns the reply; empty if the connection is closed. */
    public String askSaslauthd(String user, String password, String realm) throws IOException {
        out.write(Bytes.sasl(user, password, "xmpp", realm));
        byte[] length = in.readNBytes(Short.BYTES);
        return length.length == 0
                ? ""
                : new String(in.readNBytes(new BigInteger(1, length).intValue()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
