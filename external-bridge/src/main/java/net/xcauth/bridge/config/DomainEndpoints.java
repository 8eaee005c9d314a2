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
 * The clouds as configured: some domains have their own, all others the default, if there is one. The authentication
 * domain is the XMPP domain where nothing else is configured.
 */
public final class DomainEndpoints implements Endpoints {
    private static final int REMEMBERED_DOMAINS = 1_000;

    private final Optional<Endpoint> otherwise;
    private final Map<String, Endpoint> byDomain;
    private final boolean allowsHttp;
    /** Endpoints of the default cloud, made once per domain and not per request. */
    private final ConcurrentMap<String, Optional<Endpoint>> made = new ConcurrentHashMap<>();

    /**
     * @param otherwise  the default cloud; its authentication domain does not matter
     * @param allowsHttp whether clouds in the database may get passwords over plain http, too
     */
    DomainEndpoints(Optional<Endpoint> otherwise, Map<String, Endpoint> byDomain, boolean allowsHttp) {
        this.otherwise = otherwise;
        this.byDomain = Map.copyOf(byDomain);
        this.allowsHttp = allowsHttp;
    }

    @Override
    public Optional<Endpoint> forDomain(String xmppDomain) {
        Optional<Endpoint> known = made.get(xmppDomain);
        if (known != null) {
            return known;
        }
        Optional<Endpoint> found = find(XmppDomains.normal(xmppDomain));
        if (made.size() < REMEMBERED_DOMAINS) {
            made.put(xmppDomain, found);
        }
        return found;
    }

    /** These and others, which do not replace what is here. */
    public DomainEndpoints and(Map<String, Endpoint> others) {
        Map<String, Endpoint> all = new HashMap<>(others);
        all.putAll(byDomain);
        return new DomainEndpoints(otherwise, all, allowsHttp);
    }

    /** Whether the domain has a cloud of its own here. */
    public boolean hasOwn(String xmppDomain) {
        return byDomain.containsKey(XmppDomains.normal(xmppDomain));
    }

    /** True if passwords may travel to any cloud over plain http. */
    public boolean allowsHttp() {
        return allowsHttp;
    }

    /** Whether there is no cloud at all. */
    public boolean isEmpty() {
        return otherwise.isEmpty() && byDomain.isEmpty();
    }

    /** Every cloud there is, in no order. */
    public List<Endpoint> all() {
        return Stream.concat(byDomain.values().stream(), otherwise.stream()).toList();
    }

    /** @param xmppDomain in the spelling of {@link XmppDomains#normal} */
    private Optional<Endpoint> find(String xmppDomain) {
        Endpoint own = byDomain.get(xmppDomain);
        return own != null ? Optional.of(own) : otherwise.map(cloud -> forDomain(cloud, xmppDomain));
    }

    private static Endpoint forDomain(Endpoint cloud, String xmppDomain) {
        return cloud instanceof Endpoint.Jsxc jsxc ? new Endpoint.Jsxc(jsxc.url(), jsxc.secrets(), xmppDomain) : cloud;
    }

    /** What is in force, without secrets. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "none";
        }
        String domains = byDomain.entrySet().stream()
                .map(entry -> entry.getKey() + " at " + entry.getValue().url())
                .sorted()
                .collect(Collectors.joining(", "));
        String fallback = otherwise
                .map(cloud -> (byDomain.isEmpty() ? "" : "others at ") + cloud.url())
                .orElse("");
        return domains + (domains.isEmpty() || fallback.isEmpty() ? "" : ", ") + fallback;
    }
}
