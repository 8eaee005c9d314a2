package net.xcauth.bench;

/** Says to the user what is wrong with the command line. */
final class WrongArgumentsException extends Exception {

    private static final long serialVersionUID = 1L;

    WrongArgumentsException(String message) {
        super(message);
    }
}
