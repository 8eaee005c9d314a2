package net.xcauth.openfire.sasl;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.time.Clock;
import java.time.Instant;
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
 * Openfire's own mechanisms without their refusals. Between two versions of the plugin Openfire's own providers know no
 * cloud user and would refuse everybody who reconnects, also by mechanisms that the plugin does not offer. Whom they accept
 * is let in, and all others are told to try again later.
 *
 * @param end when refusals are final again
 */
record InterimFactory(Clock clock, Instant end) implements SaslServerFactory {
    static final String SERVICE = "SaslServerFactory";
    private static final Logger log = LoggerFactory.getLogger(InterimFactory.class);
    /** These check no password. */
    private static final Set<String> WITHOUT_PASSWORD = Set.of("EXTERNAL", "ANONYMOUS");

    InterimFactory {
        // Later it cannot be loaded: the jar is closed when the plugin has ended.
        String unused = InterimServer.class.getName();
    }

    /** The mechanisms that others offer, and that check a password. */
    static Set<String> mechanisms() {
        return Stream.of(Security.getProviders())
                .filter(InterimFactory::isOther)
                .flatMap(provider -> provider.getServices().stream())
                .filter(service -> service.getType().equals(SERVICE))
                .map(Provider.Service::getAlgorithm)
                .filter(mechanism -> !WITHOUT_PASSWORD.contains(mechanism))
                .collect(Collectors.toSet());
    }

    private static boolean isOther(Provider provider) {
        return !provider.getName().equals(PlainMechanism.PROVIDER);
    }

    @Override
    public SaslServer createSaslServer(
            String mechanism, String protocol, String serverName, Map<String, ?> properties, CallbackHandler handler)
            throws SaslException {
        if (!clock.instant().isBefore(end)) {
            log.warn(
                    "No other version of the plugin Nextcloud Authentication has begun to serve logins in time: only users "
                            + "whom Openfire's own providers know can log in");
            Security.removeProvider(PlainMechanism.PROVIDER);
            return null;
        }
        Provider[] providers = Security.getProviders(SERVICE + '.' + mechanism);
        for (Provider provider : providers == null ? new Provider[0] : providers) {
            SaslServer server = isOther(provider)
                    ? factory(provider, mechanism)
                            .createSaslServer(mechanism, protocol, serverName, properties, handler)
                    : null;
            if (server != null) {
                return new InterimServer(server);
            }
        }
        return null;
    }

    private static SaslServerFactory factory(Provider provider, String mechanism) throws SaslException {
        try {
            return (SaslServerFactory) provider.getService(SERVICE, mechanism).newInstance(null);
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
