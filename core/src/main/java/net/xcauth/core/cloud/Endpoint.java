package net.xcauth.core.cloud;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import net.xcauth.core.text.RefusedException;

/**
 * One cloud's external API.
 *
 * @param url                  the API's address, http or https
 * @param secrets              at least one, several while it is being changed; requests are signed with the first
 *                             until the cloud refuses that and takes another, and all are tried for tokens
 * @param authenticationDomain what the request's {@code domain} field says; may be empty
 */
public record Endpoint(URI url, List<ApiSecret> secrets, String authenticationDomain) {

    /** @throws RefusedException if the address is not an absolute http or https one, or no secret is given */
    public Endpoint {
        Objects.requireNonNull(authenticationDomain, "authenticationDomain");
        secrets = List.copyOf(secrets);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw Refused.URL_SCHEME.exception();
        }
        if (url.getHost() == null) {
            throw Refused.URL_HOST.exception();
        }
        if (url.getUserInfo() != null) {
            throw Refused.URL_USER.exception();
        }
        if (url.getPort() > 65535 || url.getPort() == 0) {
            throw Refused.URL_PORT.exception();
        }
        if (secrets.isEmpty()) {
            throw Refused.SECRET_MISSING.exception(url.getHost());
        }
    }

    /** The secret that requests are signed with until the cloud takes another: the first. */
    public ApiSecret signingSecret() {
        return secrets.get(0);
    }

    /**
     * Tells this cloud from others: its address and the authentication domain, hashed. The secrets make no difference, nor does
     * case where it means nothing.
     */
    public String fingerprint() {
        String cloud = url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getRawAuthority().toLowerCase(Locale.ROOT)
                + url.getRawPath() + '?' + url.getRawQuery() + ' ' + authenticationDomain.toLowerCase(Locale.ROOT);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(cloud.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Endpoint(" + url + ", domain '" + authenticationDomain + "', " + secrets.size() + " secret(s))";
    }
}
