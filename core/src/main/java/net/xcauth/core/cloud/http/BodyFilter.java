package net.xcauth.core.cloud.http;

import java.io.ByteArrayOutputStream;

/** Drops parts of a response body while it arrives, so that they take no memory. For one response; not thread-safe. */
public interface BodyFilter {

    /**
     * Filters the next part of the body.
     *
     * @param part the next bytes
     * @param kept receives the bytes to keep
     */
    void pass(byte[] part, ByteArrayOutputStream kept);
}
