package net.xcauth.core.store;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import net.xcauth.core.store.UserStore.Forgotten;
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discards the stored data of an XMPP domain when the cloud that serves it has changed: its address or its
 * authentication domain. Code that reads or writes a domain's data claims the domain first. Thread-safe.
 */
public final class StoredClouds {
    private static final Logger log = LoggerFactory.getLogger(StoredClouds.class);
    /** Beyond this, domains are claimed once more, which changes nothing. */
    private static final int MOST_DOMAINS = 10_000;

    private final UserStore store;
    private final Function<String, Optional<String>> current;
    private final ConcurrentMap<String, String> claimed = new ConcurrentHashMap<>();

    /** @param current the fingerprint of the cloud that currently serves an XMPP domain; empty if none does */
    public StoredClouds(UserStore store, Function<String, Optional<String>> current) {
        this.store = store;
        this.current = current;
    }

    /** The fingerprint of the cloud that currently serves an XMPP domain; empty if none does. */
    public Optional<String> current(String domain) {
        return current.apply(domain);
    }

    /**
     * Forgets the stored data of a domain if they come from another cloud than the current one. After the first claim,
     * this process claims a domain again only when its own configuration changes, since another process may have a
     * newer one.
     *
     * @return true if data of another cloud were forgotten
     */
    public boolean claim(String xmppDomain) throws StoreException {
        String domain = XmppDomains.normal(xmppDomain);
        Optional<String> cloud = current(domain);
        if (cloud.isEmpty() || cloud.get().equals(claimed.get(domain))) {
            return false;
        }
        Optional<Forgotten> forgotten = store.useCloud(domain, cloud.get());
        if (claimed.size() >= MOST_DOMAINS) {
            claimed.clear();
        }
        claimed.put(domain, cloud.get());
        forgotten.ifPresent(former -> log.info(
                "the cloud of {} has changed: {} passwords and {} users of the previous cloud are forgotten; no user is deleted",
                domain,
                former.passwords(),
                former.users()));
        return forgotten.isPresent();
    }

    /** Claims several domains. */
    public void claim(Set<String> domains) throws StoreException {
        for (String domain : domains) {
            claim(domain);
        }
    }
}
