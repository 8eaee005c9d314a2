package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/** {@code generic}, also called {@code prosody}: a line each way. */
final class GenericFraming implements Framing {

    @Override
    public byte[] request(Question question) {
        return (colonSeparated(question) + "\n").getBytes(UTF_8);
    }

    /** The request as {@code generic} and {@code ejabberd} both write it. */
    static String colonSeparated(Question question) {
        String subject = question.user() + ":" + question.domain();
        return question instanceof Question.Auth auth ? "auth:" + subject + ":" + auth.password() : "isuser:" + subject;
    }

    @Override
    public boolean takeRequest(ByteBuf in) {
        return Lines.skip(in);
    }

    @Override
    public byte[] reply(Reply reply) {
        return (reply == Reply.YES ? "1\n" : "0\n").getBytes(US_ASCII);
    }

    @Override
    public Reply takeReply(ByteBuf in) {
        String line = Lines.take(in);
        if (line == null) {
            return null;
        }
        return switch (line) {
            case "1" -> Reply.YES;
            case "0" -> Reply.NO;
            default -> throw Lines.unexpected("generic");
        };
    }
}
