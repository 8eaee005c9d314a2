package net.xcauth.openfire.it.support;

import java.io.IOException;

/** A transport of XMPP for browsers. */
interface WebTransport extends AutoCloseable {
    /** Opens a stream, the first or, after a login, the next one, and returns the features that the server offers. */
    String open() throws Exception;

    /** Sends an element and returns what comes next. */
    String exchange(String element) throws Exception;

    @Override
    void close() throws IOException;
}
