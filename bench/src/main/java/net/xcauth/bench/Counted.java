package net.xcauth.bench;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Byte strings with a 2-byte big-endian length before them. */
final class Counted {

    private static final int LENGTH = 2;

    private Counted() {}

    /** The strings one after the other, each with its length. */
    static byte[] bytes(byte[]... strings) {
        int size = 0;
        for (byte[] string : strings) {
            if (string.length > Framing.MAX_FRAME) {
                throw new IllegalArgumentException("longer than " + Framing.MAX_FRAME + " bytes");
            }
            size += LENGTH + string.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] string : strings) {
            all.putShort((short) string.length).put(string);
        }
        return all.array();
    }

    /** How many bytes the string that starts at this index takes with its length; negative if some are missing. */
    static int sizeAt(ByteBuf in, int index) {
        if (in.writerIndex() - index < LENGTH) {
            return -1;
        }
        int size = LENGTH + in.getUnsignedShort(index);
        return in.writerIndex() - index < size ? -1 : size;
    }
}
