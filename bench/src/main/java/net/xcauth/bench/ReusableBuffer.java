package net.xcauth.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Creates buffers that are written many times. */
final class ReusableBuffer {

    /** Direct, to avoid a copy per write; without leak detection, because the buffers are never released. */
    private static final ByteBufAllocator DIRECT = new UnpooledByteBufAllocator(true, true);

    private ReusableBuffer() {}

    /** A buffer whose duplicates any thread may write; releasing them has no effect. */
    static ByteBuf of(byte[] bytes) {
        ByteBuf direct = DIRECT.directBuffer(bytes.length, bytes.length).writeBytes(bytes);
        return Unpooled.unreleasableBuffer(direct.asReadOnly());
    }
}
