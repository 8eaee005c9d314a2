package net.xcauth.bench;

/** The measured server's reply. */
enum ServerReply {
    YES,
    NO,
    /** Only postfix has a reply of its own for this. */
    CANNOT_TELL
}
