package net.xcauth.core.cloud;

import java.net.URI;
import java.util.Objects;
import java.util.regex.Pattern;
import net.xcauth.core.text.RefusedException;

/**
 * The Nextcloud account that queries other accounts and groups. Its app password identifies it, so its user name is not
 * needed.
 *
 * @param password      sent to this origin only, and never shown
 * @param origin        scheme, host and port that the password was entered for, as {@link #origin} writes them
 * @param administrator true if the configuration permits administrator rights for the account
 */
public record ServiceAccount(String password, String origin, boolean administrator) {

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

    /** @throws RefusedException if the password has characters that do not occur in app passwords */
    public ServiceAccount {
        Objects.requireNonNull(origin, "origin");
        if (!VISIBLE_ASCII.matcher(password).matches()) {
            throw Refused.SERVICE_PASSWORD.exception();
        }
    }

    /** The account whose app password was entered together with this address of its cloud. */
    public static ServiceAccount enteredFor(URI address, String password, boolean administrator) {
        return new ServiceAccount(password, origin(address), administrator);
    }

    /** True if the password may be sent to this address. */
    public boolean isFor(URI address) {
        return origin.equals(origin(address));
    }

    /** Scheme, host and port of an address, such as {@code https://cloud.example.org:443}. */
    public static String origin(URI address) {
        WebAddress server = WebAddress.of(WebAddress.parse(address.toString()));
        return (server.encrypted() ? "https://" : "http://") + server.authority();
    }

    @Override
    public String toString() {
        return "ServiceAccount(at " + origin + ", app password hidden)";
    }
}
