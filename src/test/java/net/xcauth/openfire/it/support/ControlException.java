package net.xcauth.openfire.it.support;

/** The failure of a command inside the server. */
public final class ControlException extends RuntimeException {
    ControlException(String message) {
        super(message);
    }
}
