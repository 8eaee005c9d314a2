package net.xcauth.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Bytes that are written again and again. */
final class Reusable {

    /** Direct, so that nothing is copied at each write; without leak detection, as nobody is to release them. */
    private static final ByteBufAllocator DIRECT = new UnpooledByteBufAllocator(true, true);

    private Reusable() {}

    /** A buffer whose duplicates may be written by any thread, and released without effect. */
    static ByteBuf of(byte[] bytes) {
        ByteBuf direct = DIRECT.directBuffer(bytes.length, bytes.length).writeBytes(bytes);
        return Unpooled.unreleasableBuffer(direct.asReadOnly());
    }
}
