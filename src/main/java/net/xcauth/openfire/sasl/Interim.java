package net.xcauth.openfire.sasl;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for the plugin's mechanism between two of its versions. For these seconds Openfire's own providers know no
 * cloud user and would refuse everybody who reconnects, also by mechanisms that the plugin does not offer. Whom they accept
 * is let in, and all others are told to try again later.
 *
 * <p>It ends when the next version installs its mechanism, or after a minute. All that it needs is loaded when it is
 * created: afterwards the plugin's jar is closed.
 */
final class Interim extends Provider {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(Interim.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    /** These check no password. */
    private static final Set<String> WITHOUT_PASSWORD = Set.of("EXTERNAL", "ANONYMOUS");

    Interim(Clock clock) {
        super(PlainMechanism.PROVIDER, "1.0", "SASL between two versions of the plugin Nextcloud Authentication");
        Class<?> loaded = InterimServer.class;
        SaslServerFactory factory = new Factory(this, clock, clock.instant().plus(LONGEST));
        mechanisms().forEach(mechanism -> putService(
                new Service(this, PlainMechanism.FACTORY, mechanism, loaded.getName(), null, null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return factory;
                    }
                }));
    }

    private static Set<String> mechanisms() {
        return Stream.of(Security.getProviders()).flatMap(provider -> provider.getServices().stream())
                .filter(service -> service.getType().equals(PlainMechanism.FACTORY)).map(Provider.Service::getAlgorithm)
                .filter(mechanism -> !WITHOUT_PASSWORD.contains(mechanism)).collect(Collectors.toSet());
    }

    private record Factory(Provider provider, Clock clock, Instant end) implements SaslServerFactory {
        @Override
        public SaslServer createSaslServer(String mechanism, String protocol, String serverName,
                                           Map<String, ?> properties, CallbackHandler handler) throws SaslException {
            if (!clock.instant().isBefore(end)) {
                log.warn("No other version of the plugin Nextcloud Authentication serves logins within {} s: only users "
                        + "whom Openfire's own providers know can log in", LONGEST.toSeconds());
                Security.removeProvider(PlainMechanism.PROVIDER);
                return null;
            }
            for (Provider other : others(mechanism)) {
                SaslServer server = factory(other, mechanism).createSaslServer(mechanism, protocol, serverName,
                        properties, handler);
                if (server != null) {
                    return new InterimServer(server);
                }
            }
            return null;
        }

        private List<Provider> others(String mechanism) {
            Provider[] providers = Security.getProviders(PlainMechanism.FACTORY + '.' + mechanism);
            return providers == null ? List.of()
                    : Stream.of(providers).filter(other -> !other.getName().equals(provider.getName())).toList();
        }

        private static SaslServerFactory factory(Provider provider, String mechanism) throws SaslException {
            try {
                return (SaslServerFactory) provider.getService(PlainMechanism.FACTORY, mechanism).newInstance(null);
            } catch (GeneralSecurityException e) {
                throw new SaslException(provider.getName() + " does not offer " + mechanism, e);
            }
        }

        /** Offers nothing that others do not. */
        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return new String[0];
        }
    }
}
