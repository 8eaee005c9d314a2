package net.xcauth.bridge.protocol;

import java.nio.ByteBuffer;

/** Cuts received bytes into lines. */
final class Lines {
    private static final byte LINE_FEED = '\n';
    private static final byte CARRIAGE_RETURN = '\r';

    private final int longest;
    private final byte[] answerIfTooLong;
    /** Bytes known to hold no line end, so that slow senders do not make us look at the same bytes again. */
    private int searched;

    Lines(int longest, byte[] answerIfTooLong) {
        this.longest = longest;
        this.answerIfTooLong = answerIfTooLong;
    }

    /** @return the next line without its end, null when it is not complete */
    byte[] next(ByteBuffer in) throws ProtocolException {
        int start = in.position();
        for (int i = start + searched; i < in.limit(); i++) {
            if (in.get(i) == LINE_FEED) {
                searched = 0;
                return take(in, i - start);
            }
        }
        searched = in.remaining();
        if (searched > longest) {
            throw tooLong();
        }
        return null;
    }

    private byte[] take(ByteBuffer in, int length) throws ProtocolException {
        if (length > longest) {
            throw tooLong();
        }
        int start = in.position();
        int shown = length > 0 && in.get(start + length - 1) == CARRIAGE_RETURN ? length - 1 : length;
        byte[] line = new byte[shown];
        in.get(line);
        in.position(start + length + 1);
        return line;
    }

    private ProtocolException tooLong() {
        return new ProtocolException("a line is longer than " + longest + " bytes", answerIfTooLong);
    }
}
