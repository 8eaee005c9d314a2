package net.xcauth.demo;

/** The content of an accounts file is invalid. The message names the place and the fault, never a password. */
public final class InvalidAccountsException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidAccountsException(String message) {
        super(message);
    }
}
