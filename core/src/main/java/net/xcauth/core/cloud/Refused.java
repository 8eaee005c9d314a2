package net.xcauth.core.cloud;

import java.util.Locale;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.text.Sentence;

/** The messages of {@link RefusedException}s about configured values. */
public enum Refused implements Sentence {
    URL_SCHEME("The address must begin with https:// or http://"),
    URL_HOST("The address has no host"),
    URL_HOST_INVALID("The host in the address is not a valid name"),
    URL_HOST_AMBIGUOUS(
            "The host in the address contains a letter that programs read differently; write it as in DNS, with xn--"),
    URL_USER("The address must not contain a user or password"),
    URL_PORT("The port in the address must be between 1 and 65535"),
    URL_CHARACTER("The address contains a character that must be percent-encoded: \"{0}\""),
    URL_QUERY("The cloud's address must not contain ? or #; leave out what follows the first of them"),
    SERVICE_PASSWORD(
            "The service account's app password must not be empty or contain spaces, line breaks or accented letters; copy it from Nextcloud's security settings"),
    SERVICE_ACCOUNT_ELSEWHERE("The service account's app password was entered for {0}, and the address is now at {1}; "
            + "enter it again"),
    SECRET_MISSING("An API secret is missing for {0}"),
    SECRET_EMPTY("The API secret is empty; copy it from the cloud's JSXC settings"),
    SIGNATURE("'{0}' is not a signature algorithm; use sha1 or sha256"),
    CONNECT_TIMEOUT("The connect timeout must be positive, got {0}"),
    REQUEST_TIMEOUT("The request timeout must be positive, got {0}"),
    CONCURRENT("At least 1 concurrent request must be allowed, got {0}"),
    WAITING("The number of waiting requests must not be negative, got {0}"),
    PROXY("The proxy must have the form http://host:port"),
    CA_FILE_EMPTY("The CA file {0} contains no certificate; it must be PEM, with lines such as "
            + "-----BEGIN CERTIFICATE-----"),
    CA_FILE_MISSING("The CA file {0} does not exist"),
    CA_FILE_DENIED("The CA file {0} must be readable by this program's user"),
    CA_FILE_UNREADABLE("The CA file {0} cannot be read: {1}"),
    CA_FILE_DAMAGED("Certificate {0} in the CA file {1} is damaged; export it again as PEM");

    private final String english;

    Refused(String english) {
        this.english = english;
    }

    @Override
    public String key() {
        return "refused." + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String english() {
        return english;
    }

    /** An exception with this message. */
    public RefusedException exception(Object... arguments) {
        return new RefusedException(with(arguments));
    }
}
