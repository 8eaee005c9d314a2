package net.xcauth.core.cloud.jsxc;

import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret that each cloud currently accepts. While a secret is being changed, an endpoint has several, and the cloud
 * has one. That it has switched to another one shows by a refused signature only.
 */
final class AcceptedSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedSecrets.class);
    /** Beyond this, all are forgotten, which costs each cloud one refused request. */
    private static final int MOST = 1_000;

    private final ConcurrentMap<Choice, Integer> positions = new ConcurrentHashMap<>();

    private record Choice(URI url, List<ApiSecret> secrets) {
        Choice(Endpoint.Jsxc endpoint) {
            this(endpoint.url(), endpoint.secrets());
        }
    }

    /** The position, from 0, of the secret that the cloud accepted last: the first until it has been refused. */
    int position(Endpoint.Jsxc endpoint) {
        return endpoint.secrets().size() == 1 ? 0 : positions.getOrDefault(new Choice(endpoint), 0);
    }

    /** Notes that the cloud has refused another secret and accepted this one. */
    void accepted(Endpoint.Jsxc endpoint, int position, String host) {
        if (positions.size() >= MOST) {
            positions.clear();
        }
        Integer before = positions.put(new Choice(endpoint), position);
        // Of many requests that notice it at the same time, only one logs it.
        if ((before == null ? 0 : before) != position) {
            LOG.info(
                    "{} now accepts secret number {} of {}",
                    host,
                    position + 1,
                    endpoint.secrets().size());
        }
    }
}
