package net.xcauth.demo;

/** An accounts file is not what it should be. The message says where and what, and never quotes a password. */
public final class InvalidAccountsException extends Exception {

    InvalidAccountsException(String message) {
        super(message);
    }
}
