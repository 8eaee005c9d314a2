package net.xcauth.core.cloud.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Collects a response body up to a limit, and does not read the rest. With a filter, the limit applies to what is kept,
 * and a multiple of it to the whole body.
 */
final class BodyCollector {
    private static final int WHOLE_TO_KEPT = 64;
    private static final int PART = 16_384;

    private final int limit;
    private final Optional<BodyFilter> filter;
    private final long wholeLimit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(256);

    BodyCollector(int limit, Optional<BodyFilter> filter) {
        this.limit = limit;
        this.filter = filter;
        this.wholeLimit = filter.isPresent() ? (long) limit * WHOLE_TO_KEPT : limit;
    }

    /** True if a body of this length exceeds the limit and need not be read. */
    boolean isTooLong(long length) {
        return length > wholeLimit;
    }

    /** Reads a body; returns false if it exceeds the limit and was not read to its end. */
    boolean read(InputStream body) throws IOException {
        byte[] buffer = new byte[PART];
        long read = 0;
        for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
            read += length;
            if (isTooLong(read)) {
                return false;
            }
            if (filter.isPresent()) {
                filter.get().pass(Arrays.copyOf(buffer, length), kept);
            } else {
                kept.write(buffer, 0, length);
            }
            if (kept.size() > limit) {
                return false;
            }
        }
        return true;
    }

    /** The bytes kept. */
    byte[] body() {
        return kept.toByteArray();
    }
}
