package net.xcauth.core.cloud.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.cloud.http.HttpOutcome.Reply;

/**
 * Explains replies that say nothing about the user, from the web server, a proxy or Nextcloud itself, for all APIs.
 *
 * @param predicate the rest of a sentence that begins with the host
 */
public record Diagnosis(Cause cause, String predicate) {
    private static final int LONGEST_HINT = 4_096;
    private static final int LONGEST_PATH = 200;
    private static final Pattern PHP_MESSAGE = Pattern.compile(
            "^\\s*(?:<br />\\s*)?(?:<b>)?(?:PHP )?"
                    + "(?:Notice|Warning|Deprecated|Strict Standards|Parse error|(?:Recoverable |Catchable )?[Ff]atal error)(?:</b>)?:");
    private static final Pattern PHP_PLACE =
            Pattern.compile(" in (?:<b>)?([\\w./+-]{1,160}\\.php)(?:</b>)? on line (?:<b>)?(\\d{1,6})");
    private static final Pattern ABSOLUTE = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*:)?//([^/?#]*)([^?#]*)");

    /**
     * Explains a reply.
     *
     * @param url the requested address
     * @return empty if the explanation depends on the API
     */
    public static Optional<Diagnosis> of(Reply reply, URI url) {
        int status = reply.status();
        if (status >= 300 && status < 400) {
            return said(
                    Cause.REDIRECT,
                    "redirects (" + status + ") to "
                            + target(url, reply.header("Location").orElse("")));
        }
        return switch (status) {
            case 200, 207, 500 -> ofBody(reply);
            case 400 ->
                isUntrustedDomain(reply)
                        ? said(
                                Cause.UNTRUSTED_DOMAIN,
                                "does not trust the host name "
                                        + WebAddress.of(url).host()
                                        + "; on the cloud: occ config:system:set trusted_domains 90 --value="
                                        + WebAddress.of(url).host())
                        : said(Cause.HTTP_STATUS, "answered with HTTP status 400");
            case 401, 403 -> said(Cause.REFUSED, "refuses the request (HTTP status " + status + ")");
            case 407 ->
                said(
                        Cause.HTTP_STATUS,
                        "answered with HTTP status 407 (the proxy demands a login, which is not supported)");
            case 412 ->
                said(
                        Cause.HTTP_STATUS,
                        "answered 412: something in between removes request headers such as OCS-APIRequest");
            case 429 ->
                said(
                        Cause.RATE_LIMITED,
                        "answered 429 (too many failed logins or requests from this machine" + retry(reply) + ")");
            case 502, 504 -> said(Cause.GATEWAY, "answered " + status + " (a proxy in front of it got no answer)");
            case 503 ->
                said(
                        Cause.MAINTENANCE,
                        "answered 503 ("
                                + (reply.header("X-Nextcloud-Maintenance-Mode").isPresent()
                                        ? "maintenance mode, or a pending upgrade"
                                        : "service unavailable")
                                + retry(reply) + ")");
            default -> Optional.empty();
        };
    }

    /** True for an HTML page, such as an error page or a login form, which is never an API's answer. */
    public static boolean isPage(Reply reply) {
        String beginning = beginning(reply).stripLeading();
        return beginning.regionMatches(true, 0, "<!doctype html", 0, 14)
                || beginning.regionMatches(true, 0, "<html", 0, 5);
    }

    private static Optional<Diagnosis> said(Cause cause, String predicate) {
        return Optional.of(new Diagnosis(cause, predicate));
    }

    /**
     * Explains a body that cannot be parsed. PHP messages are not skipped to reach the answer after them: they may
     * quote user input, which must not be mistaken for an answer.
     */
    private static Optional<Diagnosis> ofBody(Reply reply) {
        String coding = reply.header("Content-Encoding").orElse("identity");
        if (!coding.matches("(?i)identity|(?:x-)?gzip")) {
            return said(
                    Cause.NOT_JSON,
                    "sends a compressed answer (" + Printable.of(coding, 20)
                            + ") that was not requested; only gzip is supported: turn that compression off in the cloud's web server");
        }
        String text = beginning(reply);
        if (!PHP_MESSAGE.matcher(text).find()) {
            return Optional.empty();
        }
        Matcher place = PHP_PLACE.matcher(text);
        return said(
                Cause.PHP_MESSAGES,
                "prints PHP messages into its answers"
                        + (place.find() ? ", the first from " + place.group(1) + " line " + place.group(2) : ""));
    }

    /** True for Nextcloud's HTML page, or its JSON with code 15; any other 400 comes from a web server. */
    private static boolean isUntrustedDomain(Reply reply) {
        String text = beginning(reply);
        return text.contains("rusted domain") || text.contains("ng-csp");
    }

    private static String retry(Reply reply) {
        Optional<Duration> pause = reply.header("Retry-After").flatMap(value -> pause(value.strip(), reply));
        return pause.map(time -> "; retry after " + time.toSeconds() + " s").orElse("");
    }

    /** Parses seconds, or a date by the server's clock. */
    private static Optional<Duration> pause(String value, Reply reply) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant end = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            return reply.time().map(now -> Duration.between(now, end)).filter(time -> !time.isNegative());
        } catch (DateTimeException e) {
            return Optional.empty(); // not a date
        }
    }

    /** The redirect's target: without the query, which may contain anything, and for another host only its name. */
    private static String target(URI url, String location) {
        Matcher absolute = ABSOLUTE.matcher(location.strip());
        if (!absolute.lookingAt()) {
            return location.startsWith("/")
                    ? Printable.of(location.replaceFirst("[?#].*", ""), LONGEST_PATH)
                    : "another path";
        }
        String scheme = absolute.group(1) == null ? url.getScheme() + ":" : absolute.group(1);
        String host = absolute.group(2).substring(absolute.group(2).lastIndexOf('@') + 1);
        String server = scheme + "//" + host;
        boolean same = host.replaceFirst(":\\d*$", "")
                .equalsIgnoreCase(WebAddress.of(url).bracketed());
        return host.isEmpty()
                ? "an invalid address"
                : Printable.of(same ? server + absolute.group(3) : server, LONGEST_PATH);
    }

    private static String beginning(Reply reply) {
        String text = new String(reply.body(), 0, Math.min(reply.body().length, LONGEST_HINT), UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
