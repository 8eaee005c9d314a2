package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Splits received bytes into lines. */
final class Lines {
    private static final byte LINE_FEED = '\n';
    private static final byte CARRIAGE_RETURN = '\r';

    private final int longest;
    private final byte[] replyIfTooLong;
    /** The bytes already searched for a line end, so that a slow sender cannot have them searched many times. */
    private int searched;

    Lines(int longest, byte[] replyIfTooLong) {
        this.longest = longest;
        this.replyIfTooLong = replyIfTooLong;
    }

    /** The next line without its end; empty if it is not complete. */
    Optional<byte[]> next(ByteBuffer in) throws ProtocolException {
        int start = in.position();
        for (int i = start + searched; i < in.limit(); i++) {
            if (in.get(i) == LINE_FEED) {
                searched = 0;
                return Optional.of(take(in, i - start));
            }
        }
        searched = in.remaining();
        if (searched > longest) {
            throw tooLong();
        }
        return Optional.empty();
    }

    private byte[] take(ByteBuffer in, int length) throws ProtocolException {
        if (length > longest) {
            throw tooLong();
        }
        int start = in.position();
        int content = length > 0 && in.get(start + length - 1) == CARRIAGE_RETURN ? length - 1 : length;
        byte[] line = new byte[content];
        in.get(line);
        in.position(start + length + 1);
        return line;
    }

    private ProtocolException tooLong() {
        return new ProtocolException("a line is longer than " + longest + " bytes", replyIfTooLong);
    }
}
