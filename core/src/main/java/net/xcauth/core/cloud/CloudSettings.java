package net.xcauth.core.cloud;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.text.RefusedException;

/**
 * How clouds are asked.
 *
 * @param connectTimeout how long a connection may take, however many addresses its host has
 * @param requestTimeout how long the answer may take beyond that; together they bound the whole question,
 *                       waiting for a free place and reading the answer included
 * @param signature      how requests are signed
 * @param caFile         PEM certificates of authorities to be trusted besides the system's
 * @param proxy          an HTTP proxy, {@code http://host:port}; if absent, the JDK's system properties
 *                       ({@code https.proxyHost} and so on) decide
 * @param maxConcurrent  how many requests may be under way at once
 * @param maxWaiting     how many more may wait for their turn; beyond, they are refused as overload
 * @param strictExistence true if a Nextcloud with LDAP accounts whose id is not their login name is believed that a name
 *                       which has never logged in does not exist; false if that name may be such a login name
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

    /** @throws RefusedException if a value makes no sense; the message names it */
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
     * Reads a proxy's address.
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

    /** The same with other time-outs. */
    public CloudSettings withTimeouts(Duration connect, Duration request) {
        return new CloudSettings(
                connect, request, signature, caFile, proxy, maxConcurrent, maxWaiting, strictExistence);
    }

    /** The same with another signature. */
    public CloudSettings withSignature(SignatureAlgorithm algorithm) {
        return new CloudSettings(
                connectTimeout, requestTimeout, algorithm, caFile, proxy, maxConcurrent, maxWaiting, strictExistence);
    }

    /** The same, trusting the authorities in this PEM file too. */
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

    /** The same through this proxy, {@code http://host:port}. */
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

    /** The same with other limits. */
    public CloudSettings withLimits(int concurrent, int waiting) {
        return new CloudSettings(
                connectTimeout, requestTimeout, signature, caFile, proxy, concurrent, waiting, strictExistence);
    }

    /** The same, believing or not what a Nextcloud with such LDAP accounts says about names that have never logged in. */
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
