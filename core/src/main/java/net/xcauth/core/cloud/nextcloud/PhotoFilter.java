package net.xcauth.core.cloud.nextcloud;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import net.xcauth.core.cloud.http.BodyFilter;

/**
 * Drops the photos from the cards in an address book: they have 15 kB to 250 kB each, and everything else about 1 kB. A
 * photo is a line that begins with {@code PHOTO}, and the following lines that begin with a space.
 */
final class PhotoFilter implements BodyFilter {
    private static final byte[] NAME = "PHOTO".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        LINE_START,
        KEPT_LINE,
        PHOTO_LINE,
        AFTER_PHOTO_LINE
    }

    private State state = State.LINE_START;
    private int matched;

    @Override
    public void pass(byte[] part, ByteArrayOutputStream kept) {
        for (byte b : part) {
            pass(b, kept);
        }
    }

    private void pass(byte b, ByteArrayOutputStream kept) {
        if (state == State.PHOTO_LINE) {
            state = b == '\n' ? State.AFTER_PHOTO_LINE : State.PHOTO_LINE;
            return;
        }
        if (state == State.AFTER_PHOTO_LINE) {
            if (b == ' ' || b == '\t') {
                state = State.PHOTO_LINE;
                return;
            }
            state = State.LINE_START;
        }
        if (state == State.LINE_START) {
            begin(b, kept);
        } else {
            keep(b, kept);
        }
    }

    /** Holds back bytes that may be the beginning of a photo. */
    private void begin(byte b, ByteArrayOutputStream kept) {
        if (matched < NAME.length && b == NAME[matched]) {
            matched++;
            return;
        }
        boolean photo = matched == NAME.length && (b == ';' || b == ':');
        if (photo) {
            state = State.PHOTO_LINE;
        } else {
            kept.write(NAME, 0, matched);
            keep(b, kept);
        }
        matched = 0;
    }

    private void keep(byte b, ByteArrayOutputStream kept) {
        kept.write(b);
        state = b == '\n' ? State.LINE_START : State.KEPT_LINE;
    }
}
