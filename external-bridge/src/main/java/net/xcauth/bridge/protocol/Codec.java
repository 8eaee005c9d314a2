package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Decodes the requests and encodes the replies of one connection. Independent of the transport; not thread-safe. */
public interface Codec {
    /**
     * Decodes the next request.
     *
     * @param in the bytes received and not yet consumed; its position moves past the request
     * @return empty if more bytes are needed
     * @throws ProtocolException if nothing that follows could be understood
     */
    Optional<Request> next(ByteBuffer in) throws ProtocolException;

    /** Encodes the reply to a request; empty if the protocol has no bytes for it. */
    byte[] encode(Request request, Reply reply);

    /** True if the connection must be closed after this reply. */
    default boolean endsWith(Reply reply) {
        return false;
    }

    /**
     * Checks where the input has ended.
     *
     * @param rest the bytes not consumed
     * @return what is wrong with ending there; empty if nothing is
     */
    default Optional<String> unfinished(ByteBuffer rest) {
        return rest.hasRemaining() ? Optional.of("in the middle of a request") : Optional.empty();
    }
}
