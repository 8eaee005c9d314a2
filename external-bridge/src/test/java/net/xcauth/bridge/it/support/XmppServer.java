package net.xcauth.bridge.it.support;

/** A running XMPP server with the domain {@link #DOMAIN}, which takes plain passwords. */
public interface XmppServer extends AutoCloseable {
    String DOMAIN = "example.org";

    /** Its port for clients, on the loopback interface. */
    int port();

    /** Whether it does so inside of TLS only, with a certificate that nobody vouches for. */
    default boolean wantsTls() {
        return false;
    }

    @Override
    void close();
}
