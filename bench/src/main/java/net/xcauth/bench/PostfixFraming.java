package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/** Postfix' tcp_table(5): {@code get user@domain}, and a line that starts with a status. */
final class PostfixFraming implements Framing {

    @Override
    public byte[] request(Question question) {
        if (!(question instanceof Question.IsUser)) {
            throw new IllegalArgumentException("postfix cannot ask about a password");
        }
        return ("get " + escaped(question.user() + "@" + question.domain()) + "\n").getBytes(US_ASCII);
    }

    /** tcp_table(5) escapes {@code %}, blanks, controls and everything that is not ASCII as {@code %XX}. */
    private static String escaped(String key) {
        StringBuilder line = new StringBuilder();
        for (byte each : key.getBytes(UTF_8)) {
            if (each <= ' ' || each == '%' || each == 0x7f) {
                line.append(String.format("%%%02X", each & 0xff));
            } else {
                line.append((char) each);
            }
        }
        return line.toString();
    }

    @Override
    public boolean takeRequest(ByteBuf in) {
        return Lines.skip(in);
    }

    @Override
    public byte[] reply(Reply reply) {
        return (switch (reply) {
                    case YES -> "200 yes\n";
                    case NO -> "500 no\n";
                    case CANNOT_TELL -> "400 later\n";
                })
                .getBytes(US_ASCII);
    }

    @Override
    public Reply takeReply(ByteBuf in) {
        String line = Lines.take(in);
        if (line == null) {
            return null;
        }
        return switch (line.split(" ", 2)[0]) {
            case "200" -> Reply.YES;
            case "500" -> Reply.NO;
            case "400" -> Reply.CANNOT_TELL;
            default -> throw Lines.unexpected("postfix");
        };
    }
}
