package net.xcauth.bench;

/** What a server said to a question. */
enum Reply {
    YES,
    NO,
    /** Only postfix can say this on the wire. */
    CANNOT_TELL
}
