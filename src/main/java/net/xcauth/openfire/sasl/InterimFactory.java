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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Openfire's own mechanisms while the plugin is being replaced, when Openfire's own providers serve. They know no cloud
 * user and would refuse all who reconnect, also by mechanisms that the plugin does not offer. Users whom they accept
 * are logged in; all others are told to try again later.
 *
 * @param end the time from which refusals are final again
 */
record InterimFactory(Clock clock, Instant end) implements SaslServerFactory {
    static final String SERVICE = "SaslServerFactory";
    private static final Logger log = LoggerFactory.getLogger(InterimFactory.class);
    /** Mechanisms that check no password. */
    private static final Set<String> WITHOUT_PASSWORD = Set.of("EXTERNAL", "ANONYMOUS");

    InterimFactory {
        // Loads the class now: the jar is closed once the plugin is unloaded.
        String unused = InterimServer.class.getName();
    }

    /** The mechanisms of other security providers that check a password. */
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
    public @Nullable SaslServer createSaslServer(
            String mechanism, String protocol, String serverName, Map<String, ?> properties, CallbackHandler handler)
            throws SaslException {
        if (!clock.instant().isBefore(end)) {
            log.warn(
                    "No new version of the plugin Nextcloud Authentication has started in time: only users of Openfire's "
                            + "own providers can log in");
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

    /** Adds no mechanism: those of other providers are enough. */
    @Override
    public String[] getMechanismNames(Map<String, ?> properties) {
        return new String[0];
    }
}
