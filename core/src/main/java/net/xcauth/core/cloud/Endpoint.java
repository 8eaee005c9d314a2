package net.xcauth.core.cloud;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One cloud's external API.
 *
 * @param url                  the API's address, http or https
 * @param secrets              at least one; the first signs requests, all are tried for tokens
 *                             (the old and the new one while a secret is being changed)
 * @param authenticationDomain what the request's {@code domain} field says; may be empty
 */
public record Endpoint(URI url, List<ApiSecret> secrets, String authenticationDomain) {

    /** @throws IllegalArgumentException if the address is not an absolute http or https one, or no secret is given */
    public Endpoint {
        Objects.requireNonNull(authenticationDomain, "authenticationDomain");
        secrets = List.copyOf(secrets);
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("The API address must begin with https:// or http://");
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException("The API address names no host, or one that is not a valid name");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException("The API address must not contain a user or password");
        }
        if (url.getPort() > 65535 || url.getPort() == 0) {
            throw new IllegalArgumentException("The API address's port must be between 1 and 65535");
        }
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("An API secret is missing for " + url.getHost());
        }
    }

    /** The secret that requests are signed with: the first. */
    public ApiSecret signingSecret() {
        return secrets.get(0);
    }

    @Override
    public String toString() {
        return "Endpoint(" + url + ", domain '" + authenticationDomain + "', " + secrets.size() + " secret(s))";
    }
}
