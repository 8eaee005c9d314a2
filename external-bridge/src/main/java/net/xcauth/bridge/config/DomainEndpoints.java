package net.xcauth.bridge.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.user.XmppDomains;

/**
 * The configured clouds: some domains have their own, all others use the default, if there is one. Unless configured
 * otherwise, the authentication domain is the XMPP domain.
 */
public final class DomainEndpoints implements Endpoints {
    private static final int REMEMBERED_DOMAINS = 1_000;

    private final Optional<Endpoint> fallback;
    private final Map<String, Endpoint> byDomain;
    private final boolean allowsHttp;
    /** Endpoints by XMPP domain, created once and not per request. */
    private final ConcurrentMap<String, Optional<Endpoint>> found = new ConcurrentHashMap<>();

    /**
     * @param fallback  the default cloud; its authentication domain is ignored
     * @param allowsHttp true if passwords may also travel to clouds in the database over plain http
     */
    DomainEndpoints(Optional<Endpoint> fallback, Map<String, Endpoint> byDomain, boolean allowsHttp) {
        this.fallback = fallback;
        this.byDomain = Map.copyOf(byDomain);
        this.allowsHttp = allowsHttp;
    }

    @Override
    public Optional<Endpoint> forDomain(String xmppDomain) {
        Optional<Endpoint> known = found.get(xmppDomain);
        if (known != null) {
            return known;
        }
        Optional<Endpoint> endpoint = find(XmppDomains.normal(xmppDomain));
        if (found.size() < REMEMBERED_DOMAINS) {
            found.put(xmppDomain, endpoint);
        }
        return endpoint;
    }

    /** A copy with the clouds of more domains; configured ones are not replaced. */
    public DomainEndpoints and(Map<String, Endpoint> others) {
        Map<String, Endpoint> all = new HashMap<>(others);
        all.putAll(byDomain);
        return new DomainEndpoints(fallback, all, allowsHttp);
    }

    /** True if the domain has a cloud of its own in the configuration. */
    public boolean hasOwn(String xmppDomain) {
        return byDomain.containsKey(XmppDomains.normal(xmppDomain));
    }

    /** True if passwords may travel to any cloud over plain http. */
    public boolean allowsHttp() {
        return allowsHttp;
    }

    /** True if no cloud is configured. */
    public boolean isEmpty() {
        return fallback.isEmpty() && byDomain.isEmpty();
    }

    /** All configured clouds, in no particular order. */
    public List<Endpoint> all() {
        return Stream.concat(byDomain.values().stream(), fallback.stream()).toList();
    }

    /** @param xmppDomain in the spelling of {@link XmppDomains#normal} */
    private Optional<Endpoint> find(String xmppDomain) {
        Endpoint own = byDomain.get(xmppDomain);
        return own != null ? Optional.of(own) : fallback.map(cloud -> forDomain(cloud, xmppDomain));
    }

    private static Endpoint forDomain(Endpoint cloud, String xmppDomain) {
        return cloud instanceof Endpoint.Jsxc jsxc ? new Endpoint.Jsxc(jsxc.url(), jsxc.secrets(), xmppDomain) : cloud;
    }

    /** Domains and addresses, without secrets. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "none";
        }
        String domains = byDomain.entrySet().stream()
                .map(entry -> entry.getKey() + " at " + entry.getValue().url())
                .sorted()
                .collect(Collectors.joining(", "));
        String others = fallback.map(cloud -> (byDomain.isEmpty() ? "" : "others at ") + cloud.url())
                .orElse("");
        return domains + (domains.isEmpty() || others.isEmpty() ? "" : ", ") + others;
    }
}
