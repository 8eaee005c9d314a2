package net.xcauth.demo.http;

/** The way in which an API says what has gone wrong, or distorts a right answer. */
public interface Dialect {

    /** The cloud is in maintenance mode. */
    Reply maintenance();

    /** The client sends too many requests. */
    Reply tooManyRequests();

    /** PHP could not use its database, because another process has locked it. */
    Reply databaseLocked();

    /** Success without what it is about. */
    Reply withoutData();

    /** JSON of another application, with the status of a success. */
    Reply foreignJson();

    /** The beginning of a long answer that never becomes valid. */
    Reply endless();

    /** A right password is refused because the account is disabled. */
    Reply accountDisabled();

    /** A right password is refused because an app has cancelled the login. */
    Reply loginCancelled();

    /**
     * The answer to a right password, for an account with another id.
     *
     * @param right the true answer
     */
    Reply otherAccount(Reply right);

    /** A signature or credentials of the asking program are wrong; the true answer if the API knows no such thing. */
    Reply signatureRejected(Reply right);
}
