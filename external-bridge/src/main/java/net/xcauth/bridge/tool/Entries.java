package net.xcauth.bridge.tool;

import java.util.stream.Collectors;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.text.OneLine;

/** Entries of domains as text, {@code secret\turl\tauthdomain[\tnote]}, on the way into the database and out of it. */
final class Entries {
    private Entries() {}

    /** @throws ToolException if the entry cannot be used; the message does not contain its secret */
    static StoredDomain read(String domain, String entry) throws ToolException {
        if (hasBreak(domain) || domain.indexOf('\t') >= 0 || hasBreak(entry)) {
            throw ToolException.failed("the entry of the domain \"" + OneLine.of(domain) + "\" cannot be stored: a tab "
                    + "in a domain, or a line end, would become another entry when entries are printed and read again; "
                    + "leave it out");
        }
        try {
            return DomainEntry.parse(domain, entry);
        } catch (ConfigException e) {
            throw ToolException.failed(OneLine.of(e.getMessage()));
        }
    }

    /** @throws ToolException if the bridge would not serve it */
    static void check(StoredDomain domain, boolean allowHttp) throws ToolException {
        try {
            DomainEntry.endpoint(domain, allowHttp);
        } catch (ConfigException e) {
            throw ToolException.failed(OneLine.of(e.getMessage()));
        }
    }

    /** {@code nextcloud} or {@code jsxc}, the kind of API that the domain's cloud is asked through; empty if it cannot be. */
    static String api(StoredDomain domain) {
        try {
            return DomainEntry.isNextcloud(domain) ? "nextcloud" : "jsxc";
        } catch (IllegalArgumentException e) {
            return ""; // another program has stored it; xcauth doctor says what is wrong
        }
    }

    /** One line. A note that another program wrote may have several. */
    static String text(StoredDomain domain) {
        return DomainEntry.text(domain).replaceAll("[\r\n]+", " ");
    }

    /** What tells secrets apart without telling them, four hexadecimal digits for each; empty if there is no secret. */
    static String secretId(StoredDomain domain) {
        return domain.secret().isBlank()
                ? ""
                : ApiSecret.several(domain.secret()).stream()
                        .map(secret -> String.format("%04x", secret.keyId()))
                        .collect(Collectors.joining(" "));
    }

    /** The address as it may be shown: another program may have stored one with a password in it. */
    static String url(StoredDomain domain) {
        return domain.url().replaceFirst("//[^/]*@", "//…@");
    }

    /** For somebody who named a domain that is not there. */
    static ToolException missing(Stores stores, String domain) {
        return ToolException.failed("the database " + stores.name() + " has no domain \"" + OneLine.of(domain)
                + "\"; xcauth domain list lists those that it has");
    }

    private static boolean hasBreak(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }
}
