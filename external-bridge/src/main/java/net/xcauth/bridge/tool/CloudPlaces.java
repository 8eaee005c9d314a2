package net.xcauth.bridge.tool;

import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;

/** Where the clouds of XMPP domains are. */
final class CloudPlaces {
    private final Config config;
    private final Stores stores;

    CloudPlaces(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    /**
     * Where a domain's cloud is.
     *
     * @param source where that is written
     */
    record Place(Endpoint endpoint, String source) {}

    /** As the bridge decides: what is configured for this domain alone, then the database, then the default cloud. */
    Optional<Place> of(String domain) throws ToolException, StoreException {
        boolean own = config.endpoints().hasOwn(domain);
        Optional<StoredDomain> stored =
                own || stores.isMissing() ? Optional.empty() : stores.domains().find(domain);
        if (stored.isPresent()) {
            try {
                return Optional.of(new Place(
                        DomainEntry.endpoint(stored.get(), config.endpoints().allowsHttp()), "stored in the database"));
            } catch (ConfigException e) {
                throw ToolException.failed(e.getMessage() + "; store it again with xcauth domain add");
            }
        }
        return config.endpoints()
                .forDomain(domain)
                .map(endpoint -> new Place(endpoint, own ? "in per-domain-config" : "the configured default"));
    }
}
