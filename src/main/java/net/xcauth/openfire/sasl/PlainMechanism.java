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
import org.jspecify.annotations.Nullable;

/**
 * Registers {@link PlainServer} before Openfire's own PLAIN while the plugin serves logins. Other mechanisms are not
 * offered then; clients that chose one before the plugin was loaded are told to try again.
 */
public final class PlainMechanism {
    static final String PROVIDER = "xcauth";
    /** The time that the plugin's next version has to start. */
    private static final Duration HANDOVER = Duration.ofMinutes(1);
    /** The addresses from which a web server or TLS proxy on this machine connects, for any client. */
    private static final List<String> PROXIES = List.of("127.0.0.1", "::1", "0:0:0:0:0:0:0:1");

    private final SaslServerFactory plain;
    private final Clock clock;
    private Optional<Provider> installed = Optional.empty();
    private volatile boolean interim = true;

    /** @param spelling turns a user name as clients send it into one that Openfire can use */
    public PlainMechanism(UnaryOperator<String> spelling, Clock clock) {
        plain = new PlainFactory(spelling, () -> interim);
        this.clock = clock;
    }

    /** Replaces Openfire's PLAIN. */
    public void install() {
        Map<String, SaslServerFactory> factories = interim(Instant.MAX);
        factories.put(PlainServer.MECHANISM, plain);
        Provider provider = new Mechanisms(factories);
        installed = Optional.of(provider);
        install(provider);
    }

    /** Makes refusals final, once the plugin's providers serve. */
    public void begin() {
        interim = false;
    }

    /** Makes refusals temporary, since other providers may decide about the logins in progress. */
    public void end() {
        interim = true;
    }

    /** Restores Openfire's PLAIN. */
    public void remove() {
        if (isInstalled()) {
            Security.removeProvider(PROVIDER);
        }
    }

    /** Makes all refusals temporary until the plugin's next version installs its mechanism, for a minute at most. */
    public void handOver() {
        if (isInstalled()) {
            install(new Mechanisms(interim(clock.instant().plus(HANDOVER))));
        }
    }

    private boolean isInstalled() {
        return installed
                .filter(provider -> Security.getProvider(PROVIDER) == provider)
                .isPresent();
    }

    private Map<String, SaslServerFactory> interim(Instant end) {
        SaslServerFactory factory = new InterimFactory(clock, end);
        Map<String, SaslServerFactory> factories = new TreeMap<>();
        InterimFactory.mechanisms().forEach(mechanism -> factories.put(mechanism, factory));
        return factories;
    }

    private static void install(Provider provider) {
        // A provider that an earlier version left behind would always come first.
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
        public @Nullable SaslServer createSaslServer(
                String mechanism,
                String protocol,
                String serverName,
                Map<String, ?> properties,
                CallbackHandler handler) {
            return PlainServer.MECHANISM.equals(mechanism) && "xmpp".equals(protocol)
                    ? new PlainServer(handler, spelling, interim, client(properties))
                    : null;
        }

        /** The client's address; empty if only a proxy's address is known. */
        private static Optional<InetAddress> client(Map<String, ?> properties) {
            if (!(properties.get(LocalSession.class.getCanonicalName()) instanceof LocalSession session)) {
                return Optional.empty();
            }
            try {
                String address = session.getHostAddress();
                return PROXIES.contains(address) ? Optional.empty() : Optional.of(InetAddress.getByName(address));
            } catch (UnknownHostException e) {
                // The connection is closed already.
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
