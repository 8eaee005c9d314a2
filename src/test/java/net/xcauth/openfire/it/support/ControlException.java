package net.xcauth.openfire.it.support;

/** What went wrong in the server when it did what the test asked for. */
public final class ControlException extends RuntimeException {
    ControlException(String message) {
        super(message);
    }
}
