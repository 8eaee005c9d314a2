package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/** {@code ejabberd}'s external authentication: a 2-byte length before each packet. */
final class EjabberdFraming implements Framing {

    private static final int LENGTH = 2;

    @Override
    public byte[] request(Question question) {
        return Counted.bytes(GenericFraming.colonSeparated(question).getBytes(UTF_8));
    }

    @Override
    public boolean takeRequest(ByteBuf in) {
        int size = Counted.sizeAt(in, in.readerIndex());
        if (size < 0) {
            return false;
        }
        in.skipBytes(size);
        return true;
    }

    @Override
    public byte[] reply(Reply reply) {
        return new byte[] {0, 2, 0, (byte) (reply == Reply.YES ? 1 : 0)};
    }

    @Override
    public Reply takeReply(ByteBuf in) {
        int size = Counted.sizeAt(in, in.readerIndex());
        if (size < 0) {
            return null;
        }
        if (size != LENGTH + 2) {
            throw Lines.unexpected("ejabberd");
        }
        in.skipBytes(LENGTH);
        return switch (in.readUnsignedShort()) {
            case 1 -> Reply.YES;
            case 0 -> Reply.NO;
            default -> throw Lines.unexpected("ejabberd");
        };
    }
}
