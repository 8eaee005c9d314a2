package net.xcauth.bench;

import io.netty.buffer.ByteBuf;

/**
 * Both sides of one front-end protocol. The load generator writes requests and takes replies, the echo server takes
 * requests and writes replies.
 */
interface Framing {

    /** More than any honest request or reply of these protocols; what is longer is an error and not waited for. */
    int MAX_FRAME = 65_535;

    /**
     * The bytes of a request.
     *
     * @throws IllegalArgumentException if the protocol cannot ask this
     */
    byte[] request(Question question);

    /**
     * Takes one request off the buffer.
     *
     * @return false, and nothing taken, if it is not complete yet
     * @throws io.netty.handler.codec.DecoderException if these bytes are no request
     */
    boolean takeRequest(ByteBuf in);

    /** The bytes of a reply. */
    byte[] reply(Reply reply);

    /**
     * Takes one reply off the buffer.
     *
     * @return null, and nothing taken, if it is not complete yet
     * @throws io.netty.handler.codec.DecoderException if these bytes are no reply
     */
    Reply takeReply(ByteBuf in);
}
