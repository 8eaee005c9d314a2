package net.xcauth.bridge.protocol;

/** The client has sent something after which no request can be found, or exceeds a limit: the connection ends. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient byte[] reply;

    ProtocolException(String message, byte[] reply) {
        super(message, null, false, false);
        this.reply = reply;
    }

    /** The bytes to send before the connection is closed; may be empty. */
    public byte[] reply() {
        return reply;
    }
}
