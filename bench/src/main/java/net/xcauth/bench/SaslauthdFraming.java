package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/** Cyrus {@code saslauthd}: user, password, service and realm in, {@code OK …} or {@code NO …} out, all counted. */
final class SaslauthdFraming implements Framing {

    private static final int FIELDS = 4;
    private static final byte[] SERVICE = "xmpp".getBytes(US_ASCII);

    @Override
    public byte[] request(Question question) {
        if (!(question instanceof Question.Auth auth)) {
            throw new IllegalArgumentException("saslauthd cannot ask whether a user exists");
        }
        return Counted.bytes(
                auth.user().getBytes(UTF_8),
                auth.password().getBytes(UTF_8),
                SERVICE,
                auth.domain().getBytes(UTF_8));
    }

    @Override
    public boolean takeRequest(ByteBuf in) {
        int end = in.readerIndex();
        for (int field = 0; field < FIELDS; field++) {
            int size = Counted.sizeAt(in, end);
            if (size < 0) {
                return false;
            }
            end += size;
        }
        in.readerIndex(end);
        return true;
    }

    @Override
    public byte[] reply(Reply reply) {
        return Counted.bytes((reply == Reply.YES ? "OK yes" : "NO no").getBytes(US_ASCII));
    }

    @Override
    public Reply takeReply(ByteBuf in) {
        int size = Counted.sizeAt(in, in.readerIndex());
        if (size < 0) {
            return null;
        }
        String text = in.readCharSequence(size, US_ASCII).toString().substring(2);
        if (text.startsWith("OK")) {
            return Reply.YES;
        }
        if (text.startsWith("NO")) {
            return Reply.NO;
        }
        throw Lines.unexpected("saslauthd");
    }
}
