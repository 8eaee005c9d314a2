package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** One request per line, answered {@code 1} or {@code 0}, or {@code ?} (cannot tell) for clients that understand it. */
final class GenericCodec implements Codec {
    private static final byte[] YES = "1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO = "0\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CANNOT_TELL = "?\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] QUIT = "quit".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXIT = "exit".getBytes(StandardCharsets.US_ASCII);

    private final Lines lines;
    private boolean understandsCannotTell;

    GenericCodec(int maxFrame) {
        lines = new Lines(maxFrame, NO);
    }

    @Override
    public Optional<Request> next(ByteBuffer in) throws ProtocolException {
        return lines.next(in).map(this::request);
    }

    private Request request(byte[] line) {
        Request request = isQuit(line) ? new Request.Quit() : ColonRequest.parse(line, true);
        if (request instanceof Request.Features features) {
            understandsCannotTell = features.client().contains(Request.Features.CANNOT_TELL);
        }
        return request;
    }

    private static boolean isQuit(byte[] line) {
        return Arrays.equals(line, QUIT) || Arrays.equals(line, EXIT);
    }

    @Override
    public byte[] encode(Request request, Reply reply) {
        return reply.text().map(text -> Utf8.encode(text + '\n')).orElseGet(() -> switch (reply.decision()) {
            case YES -> YES;
            case NO -> NO;
            case CANNOT_TELL -> understandsCannotTell ? CANNOT_TELL : NO;
        });
    }
}
