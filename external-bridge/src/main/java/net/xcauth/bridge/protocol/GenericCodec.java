package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.xcauth.core.auth.Outcome.Decision;

/** One request a line, answered {@code 1} or {@code 0}. */
final class GenericCodec implements Codec {
    private static final byte[] YES = "1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO = "0\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUIT = "quit".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXIT = "exit".getBytes(StandardCharsets.US_ASCII);

    private final Lines lines;

    GenericCodec(int maxFrame) {
        lines = new Lines(maxFrame, NO);
    }

    @Override
    public Request next(ByteBuffer in) throws ProtocolException {
        byte[] line = lines.next(in);
        if (line == null) {
            return null;
        }
        return isGoodbye(line) ? new Request.Quit() : ColonRequest.parse(line, true);
    }

    private static boolean isGoodbye(byte[] line) {
        return Arrays.equals(line, QUIT) || Arrays.equals(line, EXIT);
    }

    @Override
    public byte[] encode(Request request, Reply reply) {
        if (reply.text() != null) {
            return Utf8.encode(reply.text() + '\n');
        }
        return reply.decision() == Decision.YES ? YES : NO;
    }
}
