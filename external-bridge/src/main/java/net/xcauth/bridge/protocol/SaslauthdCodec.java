package net.xcauth.bridge.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.xcauth.core.auth.Outcome.Decision;

/**
 * The protocol of Cyrus SASL's saslauthd, whose only description is its {@code ipc_unix.c}: user, password, service and
 * realm, each after its 2-byte big-endian length; the reply is one such field that starts with {@code OK} or
 * {@code NO}. There is no reply for "cannot tell". The connection is closed instead, which Cyrus SASL reports as a
 * failure of the service: Postfix then answers 454 (try again later) and not 535 (wrong password).
 */
final class SaslauthdCodec implements Codec {
    private static final int FIELDS = 4;
    private static final byte[] YES = fields("OK success");
    private static final byte[] NO = fields("NO authentication failed");
    private static final byte[] NOTHING = {};
    private static final byte[] TOO_LONG = fields("NO request too long");

    private final CodecSettings settings;

    SaslauthdCodec(CodecSettings settings) {
        this.settings = settings;
    }

    @Override
    public Optional<Request> next(ByteBuffer in) throws ProtocolException {
        int at = in.position();
        int[] starts = new int[FIELDS];
        int[] lengths = new int[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            if (in.limit() - at < Short.BYTES) {
                return Optional.empty();
            }
            lengths[i] = Short.toUnsignedInt(in.getShort(at));
            starts[i] = at + Short.BYTES;
            at = starts[i] + lengths[i];
            if (at - in.position() > settings.maxFrame()) {
                throw new ProtocolException("a request is longer than " + settings.maxFrame() + " bytes", TOO_LONG);
            }
            if (at > in.limit()) {
                return Optional.empty();
            }
        }
        Optional<String> user = text(in, starts[0], lengths[0]);
        Optional<String> password = text(in, starts[1], lengths[1]);
        Optional<String> realm = text(in, starts[3], lengths[3]);
        in.position(at);
        return Optional.of(
                user.isEmpty() || password.isEmpty() || realm.isEmpty()
                        ? new Request.Malformed("it is not UTF-8")
                        : request(user.get(), password.get(), realm.get()));
    }

    private static Optional<String> text(ByteBuffer in, int start, int length) {
        byte[] bytes = new byte[length];
        in.get(start, bytes);
        return Utf8.decode(bytes);
    }

    /** Clients send {@code user@realm} in the first field, or in two. A user's name may itself contain an {@code @}. */
    private Request request(String user, String password, String realm) {
        if (!realm.isEmpty()) {
            return new Request.Auth(user, realm, password);
        }
        int at = user.lastIndexOf('@');
        if (at >= 0) {
            return new Request.Auth(user.substring(0, at), user.substring(at + 1), password);
        }
        if (settings.defaultDomain().isEmpty()) {
            return new Request.Malformed("neither user nor realm contains a domain, and default-domain is not set");
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

    /** Encodes ASCII texts, each after its 2-byte big-endian length. */
    static byte[] fields(String... texts) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        for (String text : texts) {
            fields.write(text.length() >> Byte.SIZE);
            fields.write(text.length());
            fields.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return fields.toByteArray();
    }
}
