package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A codec that is fed as a transport would feed it: what it has not consumed comes again, with more behind it. */
final class Conversation {
    private final Codec codec;
    private byte[] rest = {};

    Conversation(Protocol protocol) {
        this(protocol, CodecSettings.DEFAULT);
    }

    Conversation(Protocol protocol, CodecSettings settings) {
        codec = protocol.newCodec(settings);
    }

    /** @return the requests that are complete now */
    List<Request> receive(byte[] more) throws ProtocolException {
        ByteBuffer bytes = ByteBuffer.wrap(Bytes.join(rest, more));
        List<Request> requests = new ArrayList<>();
        for (Request request = codec.next(bytes); request != null; request = codec.next(bytes)) {
            requests.add(request);
        }
        rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return requests;
    }

    /** @return the only request that these bytes hold */
    Request receiveOne(byte[] bytes) throws ProtocolException {
        List<Request> requests = receive(bytes);
        if (requests.size() != 1 || rest.length > 0) {
            throw new AssertionError("not one request: " + requests + " and " + rest.length + " bytes");
        }
        return requests.get(0);
    }

    /** What is wrong with ending now, or null. */
    String unfinished() {
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
