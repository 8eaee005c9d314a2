package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;

/** What the line-oriented protocols have in common. */
final class Lines {

    private Lines() {}

    /** Takes a line, or returns null if its end has not arrived. */
    static String take(ByteBuf in) {
        int length = lengthOf(in);
        if (length < 0) {
            return null;
        }
        String line = in.toString(in.readerIndex(), length, UTF_8);
        in.skipBytes(length + 1);
        return line;
    }

    /** Drops a line; false if its end has not arrived. */
    static boolean skip(ByteBuf in) {
        int length = lengthOf(in);
        if (length < 0) {
            return false;
        }
        in.skipBytes(length + 1);
        return true;
    }

    static CorruptedFrameException unexpected(String protocol) {
        return new CorruptedFrameException("not a " + protocol + " frame");
    }

    private static int lengthOf(ByteBuf in) {
        int length = in.bytesBefore((byte) '\n');
        if (length < 0 && in.readableBytes() > Framing.MAX_FRAME) {
            throw new TooLongFrameException("no end of line in " + Framing.MAX_FRAME + " bytes");
        }
        return length;
    }
}
