package net.xcauth.bridge.it.support;

/** A running XMPP server with the domain {@link #DOMAIN}, which takes plain passwords without TLS. */
public interface XmppServer extends AutoCloseable {
    String DOMAIN = "example.org";

    /** Its port for clients, on the loopback interface. */
    int port();

    @Override
    void close();
}
