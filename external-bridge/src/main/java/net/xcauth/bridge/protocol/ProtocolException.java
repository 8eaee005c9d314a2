package net.xcauth.bridge.protocol;

/** The client and we are out of step, or it is past a limit: the connection cannot go on. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient byte[] answer;

    ProtocolException(String message, byte[] answer) {
        super(message, null, false, false);
        this.answer = answer;
    }

    /** What the client is told before the connection is closed; may be empty. */
    public byte[] answer() {
        return answer;
    }
}
