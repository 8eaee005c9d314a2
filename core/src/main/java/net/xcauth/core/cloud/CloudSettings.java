package net.xcauth.core.cloud;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.text.RefusedException;

/**
 * Settings for queries to clouds.
 *
 * @param connectTimeout limit for connecting, for all addresses of the host together
 * @param requestTimeout limit for the answer after that; together they limit the whole query, including the
 *                       wait for its turn and reading the answer
 * @param signature      signature algorithm for requests to the JSXC API
 * @param caFile         PEM certificates of authorities to trust in addition to the system's
 * @param proxy          an HTTP proxy, {@code http://host:port}; if empty, the JDK's system properties
 *                       such as {@code https.proxyHost} apply
 * @param maxConcurrent  maximum number of concurrent requests
 * @param maxWaiting     maximum number of waiting requests; more are refused as overload
 * @param strictExistence if a Nextcloud has LDAP accounts whose id is not their login name: true if a name that has
 *                        never logged in does not exist, false if it may be such a login name
 */
public record CloudSettings(
        Duration connectTimeout,
        Duration requestTimeout,
        SignatureAlgorithm signature,
        Optional<Path> caFile,
        Optional<URI> proxy,
        int maxConcurrent,
        int maxWaiting,
        boolean strictExistence) {

    /** @throws RefusedException if a value is out of range; the message names it */
    public CloudSettings {
        requirePositive(connectTimeout, Refused.CONNECT_TIMEOUT);
        requirePositive(requestTimeout, Refused.REQUEST_TIMEOUT);
        Objects.requireNonNull(signature, "signature");
        Objects.requireNonNull(caFile, "caFile");
        proxy = proxy.map(address -> proxyAddress(address.toString()));
        if (maxConcurrent < 1) {
            throw Refused.CONCURRENT.exception(maxConcurrent);
        }
        if (maxWaiting < 0) {
            throw Refused.WAITING.exception(maxWaiting);
        }
    }

    /**
     * Parses a proxy's address.
     *
     * @throws RefusedException if it is not {@code http://host:port}
     */
    public static URI proxyAddress(String text) {
        if (!text.strip().regionMatches(true, 0, "http://", 0, 7)) {
            throw Refused.PROXY.exception();
        }
        URI proxy = WebAddress.parse(text);
        boolean whole =
                WebAddress.shown(proxy).endsWith(":" + WebAddress.of(proxy).port())
                        && (proxy.getRawPath() + '/').length() <= 2
                        && proxy.getRawQuery() == null
                        && proxy.getRawFragment() == null;
        if (!whole) {
            throw Refused.PROXY.exception();
        }
        return proxy;
    }

    /** 5 s to connect, 10 s to answer, SHA1, the system's authorities, no proxy, 256 at once, 10,000 waiting. */
    public static CloudSettings defaults() {
        return new CloudSettings(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                SignatureAlgorithm.SHA1,
                Optional.empty(),
                Optional.empty(),
                256,
                10_000,
                false);
    }

    /** A copy with other timeouts. */
    public CloudSettings withTimeouts(Duration connect, Duration request) {
        return new CloudSettings(
                connect, request, signature, caFile, proxy, maxConcurrent, maxWaiting, strictExistence);
    }

    /** A copy with another signature algorithm. */
    public CloudSettings withSignature(SignatureAlgorithm algorithm) {
        return new CloudSettings(
                connectTimeout, requestTimeout, algorithm, caFile, proxy, maxConcurrent, maxWaiting, strictExistence);
    }

    /** A copy that also trusts the authorities in this PEM file. */
    public CloudSettings withCaFile(Path file) {
        return new CloudSettings(
                connectTimeout,
                requestTimeout,
                signature,
                Optional.of(file),
                proxy,
                maxConcurrent,
                maxWaiting,
                strictExistence);
    }

    /** A copy with this proxy, {@code http://host:port}. */
    public CloudSettings withProxy(URI address) {
        return new CloudSettings(
                connectTimeout,
                requestTimeout,
                signature,
                caFile,
                Optional.of(address),
                maxConcurrent,
                maxWaiting,
                strictExistence);
    }

    /** A copy with other limits. */
    public CloudSettings withLimits(int concurrent, int waiting) {
        return new CloudSettings(
                connectTimeout, requestTimeout, signature, caFile, proxy, concurrent, waiting, strictExistence);
    }

    /** A copy with another value of {@code strictExistence}. */
    public CloudSettings withStrictExistence(boolean strict) {
        return new CloudSettings(
                connectTimeout, requestTimeout, signature, caFile, proxy, maxConcurrent, maxWaiting, strict);
    }

    private static void requirePositive(Duration duration, Refused refused) {
        if (duration.isNegative() || duration.isZero()) {
            throw refused.exception(duration);
        }
    }
}
