package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One request a line, answered {@code 1} or {@code 0}, or {@code ?} (cannot tell) if the client understands that. */
final class GenericCodec implements Codec {
    private static final byte[] YES = "1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO = "0\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CANNOT_TELL = "?\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUIT = "quit".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXIT = "exit".getBytes(StandardCharsets.US_ASCII);

    private final Lines lines;
    private boolean threeAnswers;

    GenericCodec(int maxFrame) {
        lines = new Lines(maxFrame, NO);
    }

    @Override
    public Request next(ByteBuffer in) throws ProtocolException {
        byte[] line = lines.next(in);
        if (line == null) {
            return null;
        }
        Request request = isGoodbye(line) ? new Request.Quit() : ColonRequest.parse(line, true);
        if (request instanceof Request.Features features) {
            threeAnswers = features.client().contains(Request.Features.CANNOT_TELL);
        }
        return request;
    }

    private static boolean isGoodbye(byte[] line) {
        return Arrays.equals(line, QUIT) || Arrays.equals(line, EXIT);
    }

    @Override
    public byte[] encode(Request request, Reply reply) {
        if (reply.text() != null) {
            return Utf8.encode(reply.text() + '\n');
        }
        return switch (reply.decision()) {
            case YES -> YES;
            case NO -> NO;
            case CANNOT_TELL -> threeAnswers ? CANNOT_TELL : NO;
        };
    }
}
