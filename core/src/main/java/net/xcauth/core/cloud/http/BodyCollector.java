package net.xcauth.core.cloud.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Collects an answer's body up to a limit; what is longer is not read. Where a filter leaves out parts, the limit is on what is
 * kept, and on the whole body a multiple of it.
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

    /** True if a body of this length need not be read, since it is too long. */
    boolean isTooLong(long length) {
        return length > wholeLimit;
    }

    /** Reads a body. Returns false if it is longer than the limit, and was not read to its end. */
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

    /** What was kept. */
    byte[] body() {
        return kept.toByteArray();
    }
}
