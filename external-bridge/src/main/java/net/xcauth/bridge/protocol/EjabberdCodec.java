package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.util.Optional;
import net.xcauth.core.auth.Outcome.Decision;

/**
 * Frames with a 2-byte big-endian length, answered {@code 00 02 00 01} or {@code 00 02 00 00}.
 *
 * @see <a href="https://docs.ejabberd.im/developer/guide/#external">ejabberd: External authentication</a>
 */
final class EjabberdCodec implements Codec {
    private static final byte[] YES = {0, 2, 0, 1};
    private static final byte[] NO = {0, 2, 0, 0};

    private final int maxFrame;

    EjabberdCodec(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    @Override
    public Optional<Request> next(ByteBuffer in) throws ProtocolException {
        if (in.remaining() < Short.BYTES) {
            return Optional.empty();
        }
        int length = Short.toUnsignedInt(in.getShort(in.position()));
        if (length > maxFrame) {
            throw new ProtocolException("a frame of " + length + " bytes is longer than " + maxFrame, NO);
        }
        if (in.remaining() < Short.BYTES + length) {
            return Optional.empty();
        }
        byte[] frame = new byte[length];
        in.position(in.position() + Short.BYTES).get(frame);
        return Optional.of(length == 0 ? new Request.Quit() : ColonRequest.parse(frame, false));
    }

    @Override
    public byte[] encode(Request request, Reply reply) {
        return reply.decision() == Decision.YES ? YES : NO;
    }
}
