package net.xcauth.core.store;

/** A database operation failed. */
public final class StoreException extends Exception {
    /** @param message what failed and why, for the log; without secrets */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
