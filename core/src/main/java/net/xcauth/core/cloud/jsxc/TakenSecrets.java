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
 * Which of its secrets each cloud takes now. While one is being changed an endpoint has several, the cloud has one, and
 * nobody says here when that becomes another: a refused signature does.
 */
final class TakenSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(TakenSecrets.class);
    /** To forget all of them costs each cloud one refused request; to keep them for ever would cost memory. */
    private static final int MOST = 1_000;

    private final ConcurrentMap<Choice, Integer> positions = new ConcurrentHashMap<>();

    private record Choice(URI url, List<ApiSecret> secrets) {
        Choice(Endpoint.Jsxc endpoint) {
            this(endpoint.url(), endpoint.secrets());
        }
    }

    /** The position, from 0, of the secret that the cloud took last: the first until it has refused that. */
    int position(Endpoint.Jsxc endpoint) {
        return endpoint.secrets().size() == 1 ? 0 : positions.getOrDefault(new Choice(endpoint), 0);
    }

    /** The cloud has refused another secret and taken this one. */
    void taken(Endpoint.Jsxc endpoint, int position, String host) {
        if (positions.size() >= MOST) {
            positions.clear();
        }
        Integer before = positions.put(new Choice(endpoint), position);
        // Of many requests that find it out at once, one says so.
        if ((before == null ? 0 : before) != position) {
            LOG.info(
                    "{} takes secret number {} of {} now",
                    host,
                    position + 1,
                    endpoint.secrets().size());
        }
    }
}
