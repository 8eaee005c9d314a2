package net.xcauth.openfire.console;

import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jivesoftware.openfire.Connection.TLSPolicy;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.http.HttpBindManager;
import org.jivesoftware.openfire.net.SASLAuthentication;
import org.jivesoftware.openfire.session.ConnectionSettings;
import org.jivesoftware.openfire.spi.ConnectionAcceptor;
import org.jivesoftware.openfire.spi.ConnectionConfiguration;
import org.jivesoftware.openfire.spi.ConnectionListener;
import org.jivesoftware.openfire.spi.ConnectionManagerImpl;
import org.jivesoftware.openfire.spi.ConnectionType;
import org.jivesoftware.util.JiveGlobals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way in which Openfire really accepts clients, which may differ from its properties. */
final class ClientAccess {
    private static final Logger log = LoggerFactory.getLogger(ClientAccess.class);

    private ClientAccess() {}

    /** True if clients are offered PLAIN, the only mechanism by which cloud users can log in. */
    static boolean offersPlain() {
        return SASLAuthentication.getSupportedMechanisms().contains("PLAIN");
    }

    /** The TLS policy for clients that is configured. */
    static TLSPolicy configured() {
        String policy = JiveGlobals.getProperty(ConnectionSettings.Client.TLS_POLICY, TLSPolicy.optional.name());
        // As Openfire reads it.
        return policy.equals(TLSPolicy.required.name()) ? TLSPolicy.required : TLSPolicy.optional;
    }

    /**
     * The TLS policy of the open STARTTLS port; empty if it is closed. A listener keeps the policy that it was started
     * with when the property changes, and has no getter for it, so this reads its fields.
     */
    static Optional<TLSPolicy> running() {
        ConnectionListener listener = ((ConnectionManagerImpl)
                        XMPPServer.getInstance().getConnectionManager())
                .getListener(ConnectionType.SOCKET_C2S, false);
        try {
            Object acceptor =
                    field(ConnectionListener.class, "connectionAcceptor").get(listener);
            return acceptor == null
                    ? Optional.empty()
                    : Optional.of(((ConnectionConfiguration) field(ConnectionAcceptor.class, "configuration")
                                    .get(acceptor))
                            .getTlsPolicy());
        } catch (ReflectiveOperationException e) {
            log.debug(
                    "This Openfire's client listener differs from that of Openfire 4.2 to 5.1: using the configured TLS policy",
                    e);
            return Optional.of(listener.getTLSPolicy());
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** The port on which other machines can use BOSH and WebSocket without TLS; empty if there is none. */
    static Optional<Integer> plainHttpPort() {
        return HttpBindManager.getInstance().isHttpBindActive()
                        && !isLoopback(JiveGlobals.getXMLProperty("network.interface"))
                ? Optional.of(JiveGlobals.getIntProperty("httpbind.port.plain", 7070))
                : Optional.empty();
    }

    /** @param networkInterface host name or address; null for all */
    private static boolean isLoopback(String networkInterface) {
        try {
            return networkInterface != null
                    && !networkInterface.isBlank()
                    && InetAddress.getByName(networkInterface.strip()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            log.debug("The network interface {} has no address", networkInterface, e);
            return false;
        }
    }
}
