package net.xcauth.openfire.sasl;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;

/** Offers {@link PlainServer} to Openfire, before Openfire's own, while cloud users log in. */
public final class PlainMechanism {
    private static final String NAME = "xcauth";

    private final PlainProvider provider;

    /** @param spelling from a user name as a client sends it to how Openfire can use it */
    public PlainMechanism(UnaryOperator<String> spelling) {
        provider = new PlainProvider(spelling);
    }

    /** From now on PLAIN is this one. */
    public void install() {
        // One that an earlier plugin left behind would come first for ever.
        Security.removeProvider(NAME);
        Security.insertProviderAt(provider, 1);
    }

    /** From now on PLAIN is Openfire's again. */
    public void remove() {
        if (Security.getProvider(NAME) == provider) {
            Security.removeProvider(NAME);
        }
    }

    private static final class PlainProvider extends Provider {
        private static final long serialVersionUID = 1L;

        PlainProvider(UnaryOperator<String> spelling) {
            super(NAME, "1.0", "SASL PLAIN of the plugin Nextcloud Authentication");
            putService(new Service(this, "SaslServerFactory", PlainServer.MECHANISM, PlainFactory.class.getName(), null,
                    null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new PlainFactory(spelling);
                }
            });
        }
    }

    private record PlainFactory(UnaryOperator<String> spelling) implements SaslServerFactory {
        @Override
        public SaslServer createSaslServer(String mechanism, String protocol, String serverName,
                                           Map<String, ?> properties, CallbackHandler handler) {
            return PlainServer.MECHANISM.equals(mechanism) && "xmpp".equals(protocol)
                    ? new PlainServer(handler, spelling) : null;
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            boolean allowed = properties == null
                    || !"true".equals(properties.get(Sasl.POLICY_NOPLAINTEXT));
            return allowed ? new String[] {PlainServer.MECHANISM} : new String[0];
        }
    }
}
