package net.xcauth.bridge.config;

import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.StoredDomain;

/**
 * A domain's entry as text, {@code secret\turl\tauthdomain[\tanything]}, and what it means. While the secret is being
 * changed there may be several in its place, with white space other than a tab between.
 */
public final class DomainEntry {
    private static final String TAB = "\t";
    private static final int FEWEST_FIELDS = 2;
    private static final int MOST_FIELDS = 4;

    private DomainEntry() {
    }

    /**
     * Reads an entry.
     *
     * @throws ConfigException if a part is missing or cannot be used; the message never contains the secret
     */
    public static StoredDomain parse(String domain, String entry) throws ConfigException {
        String[] fields = entry.split(TAB, MOST_FIELDS);
        if (domain.isBlank() || fields.length < FEWEST_FIELDS) {
            throw new ConfigException("the entry of the domain \"" + domain + "\" has " + fields.length + " of its fields; "
                    + "it is secret, url, authentication domain and perhaps a note, with a tab between each");
        }
        StoredDomain parsed = new StoredDomain(domain.strip(), fields[0], fields[1],
                fields.length > 2 ? fields[2] : domain.strip(), fields.length > 3 ? fields[3] : "");
        endpoint(parsed);
        return parsed;
    }

    /** Writes an entry as {@link #parse} reads it. */
    public static String text(StoredDomain domain) {
        return String.join(TAB, domain.secret(), domain.url(), domain.authenticationDomain())
                + (domain.contact().isEmpty() ? "" : TAB + domain.contact());
    }

    /**
     * The cloud of an entry.
     *
     * @throws ConfigException if the address or the secret cannot be used
     */
    public static Endpoint endpoint(StoredDomain domain) throws ConfigException {
        try {
            return new Endpoint.Jsxc(Values.uri(domain.url()), ApiSecret.several(domain.secret()),
                    domain.authenticationDomain());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("the entry of the domain \"" + domain.domain() + "\" cannot be used: "
                    + e.getMessage());
        }
    }
}
