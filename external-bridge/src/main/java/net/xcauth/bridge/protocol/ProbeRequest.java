package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * A client's request in one of the protocols, and a test for its answer.
 *
 * @param bytes the request
 * @param judge a verdict on the bytes received so far
 */
public record ProbeRequest(byte[] bytes, Function<byte[], Verdict> judge) {
    private static final int LONGEST_LINE = 200;
    private static final int LONGEST_FIELD = 1_000;
    private static final int EJABBERD_ANSWER = 4;

    /** A verdict on received bytes. */
    public enum Verdict {
        INCOMPLETE,
        ANSWER,
        SOMETHING_ELSE
    }

    /**
     * Asks whether this user exists. The protocol of saslauthd cannot ask that, so there the request has an empty
     * password, which xcauth refuses without querying the cloud.
     */
    public static ProbeRequest about(String user, String domain, Protocol protocol) {
        String isUser = "isuser:" + user + ':' + domain;
        return switch (protocol) {
            case GENERIC, PROSODY -> new ProbeRequest(ascii(isUser + '\n'), line("[01]"));
            case POSTFIX -> new ProbeRequest(ascii("get " + user + '@' + domain + '\n'), line("[245]00 .*"));
            case EJABBERD -> new ProbeRequest(SaslauthdCodec.fields(isUser), ProbeRequest::ejabberd);
            case SASLAUTHD ->
                new ProbeRequest(SaslauthdCodec.fields(user, "", "xmpp", domain), ProbeRequest::saslauthd);
        };
    }

    private static Function<byte[], Verdict> line(String pattern) {
        return received -> {
            String text = new String(received, StandardCharsets.ISO_8859_1);
            int end = text.indexOf('\n');
            if (end < 0) {
                return text.length() < LONGEST_LINE ? Verdict.INCOMPLETE : Verdict.SOMETHING_ELSE;
            }
            return verdict(text.substring(0, end).matches(pattern));
        };
    }

    private static Verdict ejabberd(byte[] received) {
        if (received.length < EJABBERD_ANSWER) {
            return Verdict.INCOMPLETE;
        }
        ByteBuffer answer = ByteBuffer.wrap(received);
        int length = answer.getShort();
        int result = answer.getShort();
        return verdict(length == Short.BYTES && (result == 0 || result == 1));
    }

    private static Verdict saslauthd(byte[] received) {
        if (received.length < Short.BYTES) {
            return Verdict.INCOMPLETE;
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(received).getShort());
        if (length > LONGEST_FIELD) {
            return Verdict.SOMETHING_ELSE;
        }
        String text = new String(received, Short.BYTES, received.length - Short.BYTES, StandardCharsets.ISO_8859_1);
        return text.length() < length ? Verdict.INCOMPLETE : verdict(text.startsWith("OK") || text.startsWith("NO"));
    }

    private static Verdict verdict(boolean answer) {
        return answer ? Verdict.ANSWER : Verdict.SOMETHING_ELSE;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
