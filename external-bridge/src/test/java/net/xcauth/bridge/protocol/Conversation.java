package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Feeds a codec as a transport does: bytes that it has not consumed come again, followed by new ones. */
final class Conversation {
    private final Codec codec;
    private byte[] rest = {};

    Conversation(Protocol protocol) {
        this(protocol, CodecSettings.DEFAULT);
    }

    Conversation(Protocol protocol, CodecSettings settings) {
        codec = protocol.newCodec(settings);
    }

    /** The requests that these bytes complete. */
    List<Request> receive(byte[] more) throws ProtocolException {
        ByteBuffer bytes = ByteBuffer.wrap(Bytes.join(rest, more));
        List<Request> requests = new ArrayList<>();
        for (Optional<Request> next = codec.next(bytes); next.isPresent(); next = codec.next(bytes)) {
            requests.add(next.get());
        }
        rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return requests;
    }

    /** The only request that these bytes contain. */
    Request receiveOne(byte[] bytes) throws ProtocolException {
        List<Request> requests = receive(bytes);
        if (requests.size() != 1 || rest.length > 0) {
            throw new AssertionError("not one request: " + requests + " and " + rest.length + " bytes");
        }
        return requests.get(0);
    }

    /** The reason why the conversation cannot end now; empty if it can. */
    Optional<String> unfinished() {
        return codec.unfinished(ByteBuffer.wrap(rest));
    }

    boolean endsWith(Reply reply) {
        return codec.endsWith(reply);
    }

    byte[] encode(Request request, Reply reply) {
        return codec.encode(request, reply);
    }

    String encodedText(Request request, Reply reply) {
        return new String(encode(request, reply), StandardCharsets.UTF_8);
    }
}
