package net.xcauth.core.cloud.http;

import java.io.ByteArrayOutputStream;

/** Leaves out parts of an answer while it arrives, so that they take no memory. For one answer; not thread-safe. */
public interface BodyFilter {

    /**
     * Takes the next part of the answer.
     *
     * @param part the next bytes of the body
     * @param kept what is to be kept of it goes here
     */
    void pass(byte[] part, ByteArrayOutputStream kept);
}
