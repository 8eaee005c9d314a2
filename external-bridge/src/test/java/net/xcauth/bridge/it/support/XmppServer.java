package net.xcauth.bridge.it.support;

/** A running XMPP server for {@link #DOMAIN} that accepts PLAIN passwords. */
public interface XmppServer extends AutoCloseable {
    String DOMAIN = "example.org";

    /** Its client port on the loopback interface. */
    int port();

    /** True if it accepts them within TLS only, with a self-signed certificate. */
    default boolean wantsTls() {
        return false;
    }

    @Override
    void close();
}
