package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/** The two kinds of frame: lines, and byte strings that follow their 2-byte big-endian length. */
final class Frames {

    /** The most bytes in a line or string; no valid request or reply is longer. */
    static final int MAX_FRAME = 65_535;

    /** The bytes of a length. */
    static final int LENGTH = 2;

    private Frames() {}

    /** Consumes a line; empty if its end has not arrived. */
    static Optional<String> takeLine(ByteBuf in) {
        int length = lineLength(in);
        if (length < 0) {
            return Optional.empty();
        }
        String line = in.toString(in.readerIndex(), length, UTF_8);
        in.skipBytes(length + 1);
        return Optional.of(line);
    }

    /** Discards a line; false if its end has not arrived. */
    static boolean skipLine(ByteBuf in) {
        int length = lineLength(in);
        if (length < 0) {
            return false;
        }
        in.skipBytes(length + 1);
        return true;
    }

    private static int lineLength(ByteBuf in) {
        int length = in.bytesBefore((byte) '\n');
        if (length < 0 && in.readableBytes() > MAX_FRAME) {
            throw new TooLongFrameException("no end of line within " + MAX_FRAME + " bytes");
        }
        return length;
    }

    /** Concatenates the strings, each after its length. */
    static byte[] lengthPrefixed(byte[]... strings) {
        int size = 0;
        for (byte[] string : strings) {
            if (string.length > MAX_FRAME) {
                throw new IllegalArgumentException(
                        "a field must have at most " + MAX_FRAME + " bytes, got " + string.length);
            }
            size += LENGTH + string.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] string : strings) {
            all.putShort((short) string.length).put(string);
        }
        return all.array();
    }

    /** Discards that many strings; false, with nothing discarded, if they have not all arrived. */
    static boolean skipLengthPrefixed(ByteBuf in, int strings) {
        int end = in.readerIndex();
        for (int i = 0; i < strings; i++) {
            OptionalInt size = lengthPrefixedSize(in, end);
            if (size.isEmpty()) {
                return false;
            }
            end += size.getAsInt();
        }
        in.readerIndex(end);
        return true;
    }

    /** The size of the string at this index, including its length; empty if it has not arrived completely. */
    static OptionalInt lengthPrefixedSize(ByteBuf in, int index) {
        int available = in.writerIndex() - index;
        if (available < LENGTH) {
            return OptionalInt.empty();
        }
        int size = LENGTH + in.getUnsignedShort(index);
        return available < size ? OptionalInt.empty() : OptionalInt.of(size);
    }
}
