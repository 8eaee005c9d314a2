package net.xcauth.core.cloud;

/** What became of a request as far as HTTP goes. */
sealed interface Outcome {

    /**
     * An HTTP response.
     *
     * @param location    the {@code Location} header, empty if there is none
     * @param contentType the {@code Content-Type} header, empty if there is none
     * @param date        the {@code Date} header, empty if there is none
     * @param body        as much of it as was read
     * @param cut         whether the body is longer than the limit, and was not read to its end
     */
    record Reply(int status, String location, String contentType, String date, byte[] body, boolean cut)
            implements Outcome {
    }

    /** No response, or only a part of one. */
    record Fault(Cause cause, String detail) implements Outcome {
    }
}
