package net.xcauth.bridge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** The bytes of a connection that have been received and not consumed. Holds no memory while empty. Not thread-safe. */
final class InputBuffer {
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    boolean isEmpty() {
        return !bytes.isReadable();
    }

    /** Appends bytes, and takes over the reference to them. */
    void append(ByteBuf more) {
        if (isEmpty()) {
            bytes = more;
            return;
        }
        if (bytes.maxWritableBytes() < more.readableBytes() || bytes.readerIndex() > bytes.writerIndex() / 2) {
            bytes.discardReadBytes();
        }
        bytes.writeBytes(more);
        more.release();
    }

    /** A view of all bytes. Valid until the next change. */
    ByteBuffer view() {
        return bytes.nioBuffer();
    }

    /** Drops the first bytes. */
    void consume(int count) {
        bytes.skipBytes(count);
        if (isEmpty()) {
            clear();
        }
    }

    /** Drops all bytes. */
    void clear() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }
}
