package net.xcauth.demo.http;

/** An API's error answers, and its variants of correct answers. */
public interface Dialect {

    /** The cloud is in maintenance mode. */
    HttpReply maintenance();

    /** The client has sent too many requests. */
    HttpReply tooManyRequests();

    /** Another process holds a lock on PHP's database. */
    HttpReply databaseLocked();

    /** Success without its data. */
    HttpReply withoutData();

    /** JSON of another application, with a successful status. */
    HttpReply foreignJson();

    /** The beginning of a long answer that never becomes valid. */
    HttpReply endless();

    /** A correct password is refused because the account is disabled. */
    HttpReply accountDisabled();

    /** A correct password is refused because an app cancelled the login. */
    HttpReply loginCancelled();

    /**
     * The answer to a correct password, with the id of another account.
     *
     * @param correct the answer without the fault
     */
    HttpReply otherAccount(HttpReply correct);

    /** The request's signature is wrong; returns the correct answer if the API has no signatures. */
    HttpReply signatureRejected(HttpReply correct);
}
