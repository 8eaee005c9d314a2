package net.xcauth.bridge.it.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import net.xcauth.test.Eventually;

/** One connection to the bridge, and the framing of every protocol on it. */
public final class Wire implements AutoCloseable {
    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;

    private Wire(SocketChannel channel) {
        this.channel = channel;
        in = new DataInputStream(Channels.newInputStream(channel));
        out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    public static Wire connect(SocketAddress address) throws IOException {
        return new Wire(SocketChannel.open(address));
    }

    /** Connects as soon as somebody listens there. */
    public static Wire connectWhenPossible(SocketAddress address) throws Exception {
        AtomicReference<Wire> wire = new AtomicReference<>();
        Eventually.until("somebody listens at " + address, () -> {
            try {
                wire.set(connect(address));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        return wire.get();
    }

    /** Sends a request of {@code generic} or {@code postfix} without waiting for its answer. */
    public void sendLine(String request) throws IOException {
        out.write((request + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The next answer of {@code generic} or {@code postfix}; empty if the connection ends instead. */
    public String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** A question in {@code generic} or {@code postfix}, and its answer. */
    public String ask(String request) throws IOException {
        sendLine(request);
        return readLine();
    }

    /** A question in {@code ejabberd}'s protocol, and whether the answer was yes. */
    public boolean askFramed(String request) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        writeField(new DataOutputStream(frame), request);
        out.write(frame.toByteArray());
        int length = in.readShort();
        if (length != Short.BYTES) {
            throw new IOException("an answer of " + length + " bytes");
        }
        return in.readShort() == 1;
    }

    /** A question in {@code saslauthd}'s protocol, and its answer; empty if the connection ends instead. */
    public String askSaslauthd(String user, String password, String realm) throws IOException {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        for (String field : new String[] {user, password, "xmpp", realm}) {
            writeField(new DataOutputStream(fields), field);
        }
        out.write(fields.toByteArray());
        byte[] length = in.readNBytes(Short.BYTES);
        return length.length == 0
                ? ""
                : new String(in.readNBytes(new BigInteger(1, length).intValue()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void writeField(DataOutputStream to, String field) throws IOException {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        to.writeShort(bytes.length);
        to.write(bytes);
    }
}
