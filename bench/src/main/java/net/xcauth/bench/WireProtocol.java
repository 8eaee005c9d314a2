package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The bridge's protocols, named as in its {@code --listen} option. The load generator encodes requests and decodes
 * replies; the echo server decodes requests and encodes replies. Shares no code with the bridge, whose codecs are part of
 * what is measured against the echo server.
 */
enum WireProtocol {

    /** One line in each direction; also called {@code prosody}. */
    generic {
        @Override
        byte[] request(LoadRequest request) {
            return (colonSeparated(request) + "\n").getBytes(UTF_8);
        }

        @Override
        boolean takeRequest(ByteBuf in) {
            return Frames.skipLine(in);
        }

        @Override
        byte[] reply(ServerReply reply) {
            return (reply == ServerReply.YES ? "1\n" : "0\n").getBytes(US_ASCII);
        }

        @Override
        Optional<ServerReply> takeReply(ByteBuf in) {
            return Frames.takeLine(in).map(line -> switch (line) {
                case "1" -> ServerReply.YES;
                case "0" -> ServerReply.NO;
                default -> throw invalidReply();
            });
        }
    },

    /** ejabberd's external authentication: the text of {@link #generic} after a 2-byte length, and a 2-byte result. */
    ejabberd {
        @Override
        byte[] request(LoadRequest request) {
            return Frames.lengthPrefixed(colonSeparated(request).getBytes(UTF_8));
        }

        @Override
        boolean takeRequest(ByteBuf in) {
            return Frames.skipLengthPrefixed(in, 1);
        }

        @Override
        byte[] reply(ServerReply reply) {
            return new byte[] {0, 2, 0, (byte) (reply == ServerReply.YES ? 1 : 0)};
        }

        @Override
        Optional<ServerReply> takeReply(ByteBuf in) {
            OptionalInt size = Frames.lengthPrefixedSize(in, in.readerIndex());
            if (size.isEmpty()) {
                return Optional.empty();
            }
            if (size.getAsInt() != Frames.LENGTH + 2) {
                throw invalidReply();
            }
            in.skipBytes(Frames.LENGTH);
            return Optional.of(
                    switch (in.readUnsignedShort()) {
                        case 1 -> ServerReply.YES;
                        case 0 -> ServerReply.NO;
                        default -> throw invalidReply();
                    });
        }
    },

    /** Cyrus saslauthd: user, password, service and realm, and a text that starts with {@code OK} or {@code NO}. */
    saslauthd {
        @Override
        byte[] request(LoadRequest request) {
            if (!(request instanceof LoadRequest.Auth auth)) {
                throw new IllegalArgumentException("saslauthd cannot ask whether a user exists");
            }
            return Frames.lengthPrefixed(
                    auth.user().getBytes(UTF_8),
                    auth.password().getBytes(UTF_8),
                    "xmpp".getBytes(US_ASCII),
                    auth.domain().getBytes(UTF_8));
        }

        @Override
        boolean takeRequest(ByteBuf in) {
            return Frames.skipLengthPrefixed(in, 4);
        }

        @Override
        byte[] reply(ServerReply reply) {
            return Frames.lengthPrefixed((reply == ServerReply.YES ? "OK yes" : "NO no").getBytes(US_ASCII));
        }

        @Override
        Optional<ServerReply> takeReply(ByteBuf in) {
            OptionalInt size = Frames.lengthPrefixedSize(in, in.readerIndex());
            if (size.isEmpty()) {
                return Optional.empty();
            }
            String text =
                    in.readCharSequence(size.getAsInt(), US_ASCII).toString().substring(Frames.LENGTH);
            if (text.startsWith("OK")) {
                return Optional.of(ServerReply.YES);
            }
            if (text.startsWith("NO")) {
                return Optional.of(ServerReply.NO);
            }
            throw invalidReply();
        }
    },

    /** Postfix's tcp_table(5): {@code get user@domain}, and a line that starts with a status. */
    postfix {
        @Override
        byte[] request(LoadRequest request) {
            if (!(request instanceof LoadRequest.IsUser)) {
                throw new IllegalArgumentException("postfix cannot ask about a password");
            }
            return ("get " + escaped(request.user() + "@" + request.domain()) + "\n").getBytes(US_ASCII);
        }

        @Override
        boolean takeRequest(ByteBuf in) {
            return Frames.skipLine(in);
        }

        @Override
        byte[] reply(ServerReply reply) {
            return (switch (reply) {
                        case YES -> "200 yes\n";
                        case NO -> "500 no\n";
                        case CANNOT_TELL -> "400 later\n";
                    })
                    .getBytes(US_ASCII);
        }

        @Override
        Optional<ServerReply> takeReply(ByteBuf in) {
            return Frames.takeLine(in).map(line -> switch (line.split(" ", 2)[0]) {
                case "200" -> ServerReply.YES;
                case "500" -> ServerReply.NO;
                case "400" -> ServerReply.CANNOT_TELL;
                default -> throw invalidReply();
            });
        }
    };

    /**
     * Encodes a request.
     *
     * @throws IllegalArgumentException if the protocol has no such request
     */
    abstract byte[] request(LoadRequest request);

    /**
     * Consumes one request.
     *
     * @return false, with nothing consumed, if the request is incomplete
     * @throws io.netty.handler.codec.DecoderException if the bytes are not a valid request
     */
    abstract boolean takeRequest(ByteBuf in);

    /** Encodes a reply. */
    abstract byte[] reply(ServerReply reply);

    /**
     * Consumes and decodes one reply.
     *
     * @return empty, with nothing consumed, if the reply is incomplete
     * @throws io.netty.handler.codec.DecoderException if the bytes are not a valid reply
     */
    abstract Optional<ServerReply> takeReply(ByteBuf in);

    CorruptedFrameException invalidReply() {
        return new CorruptedFrameException("not a valid " + this + " reply");
    }

    static String colonSeparated(LoadRequest request) {
        String subject = request.user() + ":" + request.domain();
        return request instanceof LoadRequest.Auth auth
                ? "auth:" + subject + ":" + auth.password()
                : "isuser:" + subject;
    }

    /** Escapes {@code %}, spaces, control characters and everything outside ASCII as {@code %XX}. */
    static String escaped(String key) {
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
}
