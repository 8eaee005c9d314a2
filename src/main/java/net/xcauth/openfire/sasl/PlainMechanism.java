package net.xcauth.openfire.sasl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Provider;
import java.security.Security;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.jivesoftware.openfire.session.LocalSession;

/** Offers {@link PlainServer} to Openfire, before Openfire's own, while cloud users log in. */
public final class PlainMechanism {
    static final String PROVIDER = "xcauth";
    static final String FACTORY = "SaslServerFactory";
    /** Where a web server or a TLS proxy on this machine connects from, for any client. */
    private static final List<String> PROXIES = List.of("127.0.0.1", "::1", "0:0:0:0:0:0:0:1");

    private final PlainProvider provider;
    private volatile boolean interim = true;

    /** @param spelling from a user name as a client sends it to how Openfire can use it */
    public PlainMechanism(UnaryOperator<String> spelling) {
        provider = new PlainProvider(spelling, () -> interim);
    }

    /** From now on PLAIN is this one. */
    public void install() {
        replaceBy(provider);
    }

    /** From now on refusals are final: the plugin's providers are in force. */
    public void begin() {
        interim = false;
    }

    /** From now on no refusal is final: other providers may decide about logins under way. */
    public void end() {
        interim = true;
    }

    /** From now on PLAIN is Openfire's again. */
    public void remove() {
        if (Security.getProvider(PROVIDER) == provider) {
            Security.removeProvider(PROVIDER);
        }
    }

    /** From now on no mechanism's refusal is final until the plugin's next version installs its own: {@link Interim}. */
    public void handOver() {
        if (Security.getProvider(PROVIDER) == provider) {
            replaceBy(new Interim(Clock.systemUTC()));
        }
    }

    private static void replaceBy(Provider provider) {
        // One that an earlier plugin left behind would come first for ever.
        Security.removeProvider(PROVIDER);
        Security.insertProviderAt(provider, 1);
    }

    private static final class PlainProvider extends Provider {
        private static final long serialVersionUID = 1L;

        PlainProvider(UnaryOperator<String> spelling, BooleanSupplier interim) {
            super(PROVIDER, "1.0", "SASL PLAIN of the plugin Nextcloud Authentication");
            putService(new Service(this, FACTORY, PlainServer.MECHANISM, PlainFactory.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new PlainFactory(spelling, interim);
                }
            });
        }
    }

    private record PlainFactory(UnaryOperator<String> spelling, BooleanSupplier interim) implements SaslServerFactory {
        @Override
        public SaslServer createSaslServer(String mechanism, String protocol, String serverName,
                                           Map<String, ?> properties, CallbackHandler handler) {
            return PlainServer.MECHANISM.equals(mechanism) && "xmpp".equals(protocol)
                    ? new PlainServer(handler, spelling, interim, client(properties)) : null;
        }

        /** The client's address; empty if only a proxy's is known. */
        private static Optional<InetAddress> client(Map<String, ?> properties) {
            if (!(properties.get(LocalSession.class.getCanonicalName()) instanceof LocalSession session)) {
                return Optional.empty();
            }
            try {
                String address = session.getHostAddress();
                return PROXIES.contains(address) ? Optional.empty() : Optional.of(InetAddress.getByName(address));
            } catch (UnknownHostException e) {
                // The connection is gone.
                return Optional.empty();
            }
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            boolean allowed = properties == null
                    || !"true".equals(properties.get(Sasl.POLICY_NOPLAINTEXT));
            return allowed ? new String[] {PlainServer.MECHANISM} : new String[0];
        }
    }
}
