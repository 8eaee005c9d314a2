package net.xcauth.openfire.sasl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Provider;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.jivesoftware.openfire.session.LocalSession;

/**
 * Offers {@link PlainServer} to Openfire, before Openfire's own, while cloud users log in. Other mechanisms are not offered
 * then: clients that have chosen one before the plugin was there are told to try again.
 */
public final class PlainMechanism {
    static final String PROVIDER = "xcauth";
    /** How long the plugin's next version may take until it serves. */
    private static final Duration HANDOVER = Duration.ofMinutes(1);
    /** Where a web server or a TLS proxy on this machine connects from, for any client. */
    private static final List<String> PROXIES = List.of("127.0.0.1", "::1", "0:0:0:0:0:0:0:1");

    private final SaslServerFactory plain;
    private final Clock clock;
    private Provider provider;
    private volatile boolean interim = true;

    /** @param spelling from a user name as a client sends it to how Openfire can use it */
    public PlainMechanism(UnaryOperator<String> spelling, Clock clock) {
        plain = new PlainFactory(spelling, () -> interim);
        this.clock = clock;
    }

    /** From now on PLAIN is this one. */
    public void install() {
        Map<String, SaslServerFactory> factories = interim(Instant.MAX);
        factories.put(PlainServer.MECHANISM, plain);
        provider = new Mechanisms(factories);
        install(provider);
    }

    /** Makes refusals final from now on: the plugin's providers serve. */
    public void begin() {
        interim = false;
    }

    /** From now on no refusal is final: other providers may decide about logins under way. */
    public void end() {
        interim = true;
    }

    /** From now on PLAIN is Openfire's again. */
    public void remove() {
        if (isInstalled()) {
            Security.removeProvider(PROVIDER);
        }
    }

    /** From now on no mechanism's refusal is final until the plugin's next version installs its own, or for a minute. */
    public void handOver() {
        if (isInstalled()) {
            install(new Mechanisms(interim(clock.instant().plus(HANDOVER))));
        }
    }

    private boolean isInstalled() {
        return provider != null && Security.getProvider(PROVIDER) == provider;
    }

    private Map<String, SaslServerFactory> interim(Instant end) {
        SaslServerFactory factory = new InterimFactory(clock, end);
        Map<String, SaslServerFactory> factories = new TreeMap<>();
        InterimFactory.mechanisms().forEach(mechanism -> factories.put(mechanism, factory));
        return factories;
    }

    private static void install(Provider provider) {
        // One that an earlier plugin left behind would come first for ever.
        Security.removeProvider(PROVIDER);
        Security.insertProviderAt(provider, 1);
    }

    private static final class Mechanisms extends Provider {
        private static final long serialVersionUID = 1L;

        Mechanisms(Map<String, SaslServerFactory> factories) {
            super(PROVIDER, "1.0", "SASL of the plugin Nextcloud Authentication");
            factories.forEach((mechanism, factory) -> putService(
                    new Service(
                            this,
                            InterimFactory.SERVICE,
                            mechanism,
                            factory.getClass().getName(),
                            null,
                            null) {
                        @Override
                        public Object newInstance(Object parameter) {
                            return factory;
                        }
                    }));
        }
    }

    private record PlainFactory(UnaryOperator<String> spelling, BooleanSupplier interim) implements SaslServerFactory {
        @Override
        public SaslServer createSaslServer(
                String mechanism,
                String protocol,
                String serverName,
                Map<String, ?> properties,
                CallbackHandler handler) {
            return PlainServer.MECHANISM.equals(mechanism) && "xmpp".equals(protocol)
                    ? new PlainServer(handler, spelling, interim, client(properties))
                    : null;
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
            boolean allowed = properties == null || !"true".equals(properties.get(Sasl.POLICY_NOPLAINTEXT));
            return allowed ? new String[] {PlainServer.MECHANISM} : new String[0];
        }
    }
}
