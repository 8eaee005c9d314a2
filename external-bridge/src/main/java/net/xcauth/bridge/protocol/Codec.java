package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;

/** One side of one conversation: bytes to requests and replies to bytes. Knows nothing of where they come from. */
public interface Codec {
    /**
     * The next request.
     *
     * @param in what has been received and not been consumed; its position moves past what is consumed
     * @return null when more bytes are needed
     * @throws ProtocolException when nothing sensible can follow
     */
    Request next(ByteBuffer in) throws ProtocolException;

    /** The bytes that answer this request. */
    byte[] encode(Request request, Reply reply);

    /** Whether the conversation ends after this reply. By default it does not. */
    default boolean endsWith(Reply reply) {
        return false;
    }

    /**
     * Whether the client may end here, with these bytes not consumed. By default only at the end of a request.
     *
     * @return what is wrong with ending here, null when nothing is
     */
    default String unfinished(ByteBuffer rest) {
        return rest.hasRemaining() ? "it ended in the middle of a request" : null;
    }
}
