package net.xcauth.core.store;

/** The database could not do what it was asked to. */
public final class StoreException extends Exception {
    /** @param message what failed and why, for the log; without secrets */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
