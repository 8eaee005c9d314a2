package net.xcauth.bridge.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Postfix's table lookup, for the existence of recipients.
 *
 * @see <a href="https://www.postfix.org/tcp_table.5.html">tcp_table(5)</a>
 */
final class PostfixCodec implements Codec {
    private static final int LONGEST_LINE = 4096;
    private static final String GET = "get ";
    private static final byte[] YES = line("200 OK");
    private static final byte[] NO = line("500 No such user");
    private static final byte[] CANNOT_TELL = line("400 The cloud is unreachable, try again later");
    private static final byte[] MALFORMED = line("500 Illegal request");
    private static final byte[] TOO_LONG = line("400 Request too long");

    private final Lines lines = new Lines(LONGEST_LINE, TOO_LONG);

    @Override
    public Optional<Request> next(ByteBuffer in) throws ProtocolException {
        return lines.next(in).map(PostfixCodec::request);
    }

    private static Request request(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        if (text.equals("quit")) {
            return new Request.Quit();
        }
        return text.startsWith(GET)
                ? lookup(text.substring(GET.length()))
                : new Request.Malformed("only \"get\" is supported");
    }

    private static Request lookup(String encoded) {
        return decode(encoded)
                .flatMap(Utf8::decode)
                .map(PostfixCodec::existence)
                .orElseGet(() -> new Request.Malformed("the address is not %-encoded UTF-8"));
    }

    /** Postfix also looks up domains and bare names. These are not users, which is a proper answer and not an error. */
    private static Request existence(String address) {
        int at = address.lastIndexOf('@');
        return at <= 0 || at == address.length() - 1
                ? new Request.Unsupported("get without user@domain")
                : new Request.IsUser(address.substring(0, at), address.substring(at + 1));
    }

    /** The bytes of the key; empty if a percent sign is not followed by two hexadecimal digits. */
    private static Optional<byte[]> decode(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = high >= 0 ? Character.digit(encoded.charAt(i + 2), 16) : -1;
                if (low < 0) {
                    return Optional.empty();
                }
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return Optional.of(bytes.toByteArray());
    }

    @Override
    public byte[] encode(Request request, Reply reply) {
        if (request instanceof Request.Malformed) {
            return MALFORMED;
        }
        return switch (reply.decision()) {
            case YES -> YES;
            case NO -> NO;
            case CANNOT_TELL -> CANNOT_TELL;
        };
    }

    /** Needs no encoding: in a value, tcp_table(5) encodes {@code %}, control and non-ASCII characters only. */
    private static byte[] line(String text) {
        return (text + '\n').getBytes(StandardCharsets.US_ASCII);
    }
}
