package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.xcauth.core.auth.Outcome.Decision;

/**
 * Four fields with 2-byte big-endian lengths, user, password, service and realm, answered by a field that starts with
 * {@code OK} or {@code NO}. The protocol cannot say "cannot tell"; the conversation ends instead, of which Cyrus SASL
 * makes a failure of the service: Postfix says 454 (try again later) and not 535 (wrong password). Cyrus SASL describes
 * the protocol in saslauthd's {@code ipc_unix.c} only.
 */
final class SaslauthdCodec implements Codec {
    private static final int FIELDS = 4;
    private static final byte[] YES = field("OK success");
    private static final byte[] NO = field("NO authentication failed");
    private static final byte[] NOTHING = {};
    private static final byte[] TOO_LONG = field("NO request too long");

    private final CodecSettings settings;

    SaslauthdCodec(CodecSettings settings) {
        this.settings = settings;
    }

    @Override
    public Request next(ByteBuffer in) throws ProtocolException {
        int at = in.position();
        int[] starts = new int[FIELDS];
        int[] lengths = new int[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            if (in.limit() - at < Short.BYTES) {
                return null;
            }
            lengths[i] = Short.toUnsignedInt(in.getShort(at));
            starts[i] = at + Short.BYTES;
            at = starts[i] + lengths[i];
            if (at - in.position() > settings.maxFrame()) {
                throw new ProtocolException("a request is longer than " + settings.maxFrame() + " bytes", TOO_LONG);
            }
            if (at > in.limit()) {
                return null;
            }
        }
        String user = text(in, starts[0], lengths[0]);
        String password = text(in, starts[1], lengths[1]);
        String realm = text(in, starts[3], lengths[3]);
        in.position(at);
        return user == null || password == null || realm == null
                ? new Request.Malformed("it is not UTF-8")
                : request(user, password, realm);
    }

    private static String text(ByteBuffer in, int start, int length) {
        byte[] bytes = new byte[length];
        in.get(start, bytes);
        return Utf8.decode(bytes);
    }

    /** Clients send {@code user@realm} in one or split. A user name may itself contain an at sign. */
    private Request request(String user, String password, String realm) {
        if (!realm.isEmpty()) {
            return new Request.Auth(user, realm, password);
        }
        int at = user.lastIndexOf('@');
        if (at >= 0) {
            return new Request.Auth(user.substring(0, at), user.substring(at + 1), password);
        }
        if (settings.defaultDomain().isEmpty()) {
            return new Request.Malformed("user and realm name no domain, and there is no default-domain");
        }
        return new Request.Auth(user, settings.defaultDomain(), password);
    }

    @Override
    public byte[] encode(Request request, Reply reply) {
        return switch (reply.decision()) {
            case YES -> YES;
            case NO -> NO;
            case CANNOT_TELL -> NOTHING;
        };
    }

    @Override
    public boolean endsWith(Reply reply) {
        return reply.decision() == Decision.CANNOT_TELL;
    }

    private static byte[] field(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(Short.BYTES + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }
}
