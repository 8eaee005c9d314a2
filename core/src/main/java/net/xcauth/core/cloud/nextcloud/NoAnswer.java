package net.xcauth.core.cloud.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.http.HttpOutcome;

/** Tells what a reply means that says nothing about the user, in a sentence with the remedy where there is one. */
final class NoAnswer {
    private static final int LONGEST_HINT = 4_096;

    private NoAnswer() {
    }

    /**
     * Explains an outcome that does not answer the question.
     *
     * @param url the cloud's address, whose host the sentence names
     */
    static <T> Answer.Unreachable<T> of(HttpOutcome outcome, URI url) {
        if (outcome instanceof HttpOutcome.Fault fault) {
            return new Answer.Unreachable<>(fault.cause(), fault.detail());
        }
        HttpOutcome.Reply reply = (HttpOutcome.Reply) outcome;
        Part part = part(reply, url);
        return new Answer.Unreachable<>(part.cause, host(url) + ' ' + part.predicate);
    }

    /** A sentence about the cloud of this address. */
    static <T> Answer.Unreachable<T> because(Cause cause, URI url, String predicate) {
        return new Answer.Unreachable<>(cause, host(url) + ' ' + predicate);
    }

    /** Host and, if one is given, port: how people know the cloud. */
    static String host(URI url) {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ':' + url.getPort();
    }

    /** True for a page for people: of a web server, a proxy or a login form, never the API's refusal. */
    static boolean isPage(HttpOutcome.Reply reply) {
        String beginning = text(reply).stripLeading();
        return beginning.regionMatches(true, 0, "<!doctype html", 0, 14) || beginning.regionMatches(true, 0, "<html", 0, 5);
    }

    /** True for a 401 of Nextcloud's that refuses an account, whatever the body says; the one that knows no login lacks the header. */
    static boolean offersBasic(HttpOutcome.Reply reply) {
        return reply.header("WWW-Authenticate").filter(scheme -> scheme.regionMatches(true, 0, "Basic", 0, 5)).isPresent();
    }

    private record Part(Cause cause, String predicate) {
    }

    private static Part part(HttpOutcome.Reply reply, URI url) {
        int status = reply.status();
        if (status == 200 || status == 207) {
            return reply.cut() ? new Part(Cause.TOO_LARGE, "sent more than such an answer can have; it was not read to its end")
                    : new Part(Cause.NOT_NEXTCLOUD, "sent " + kind(reply) + " that is not the answer of Nextcloud's API");
        }
        if (status >= 300 && status < 400) {
            return new Part(Cause.REDIRECT, "redirects (" + status + ") to " + target(reply.header("Location").orElse("")));
        }
        return switch (status) {
            case 400 -> badRequest(reply, url);
            case 401, 403 -> new Part(Cause.REFUSED, "refuses the request (HTTP status " + status + ")");
            case 404, 405 -> new Part(Cause.NOT_NEXTCLOUD, "answered " + status + ": Nextcloud's API is not at this address");
            case 412 -> new Part(Cause.HTTP_STATUS, "answered 412: something in between removes the header OCS-APIRequest");
            case 429 -> new Part(Cause.RATE_LIMITED, "answered 429 (too many failed logins or requests from this machine)");
            case 502, 504 -> new Part(Cause.GATEWAY, "answered " + status + " (a proxy in front of it got no answer)");
            case 503 -> new Part(Cause.MAINTENANCE, "answered 503 (" + (reply.header("X-Nextcloud-Maintenance-Mode").isPresent()
                    ? "maintenance, or an upgrade that has not been run)" : "service unavailable)"));
            default -> failed(reply);
        };
    }

    private static Part failed(HttpOutcome.Reply reply) {
        int status = reply.status();
        boolean told = status == 500 && OcsAnswer.read(reply.body(), OcsAnswer::nothing).isPresent();
        return told ? new Part(Cause.CLOUD_ERROR, "reports an internal error (500)")
                : new Part(Cause.HTTP_STATUS, "answered with HTTP status " + status
                        + (status == 407 ? " (the proxy demands a login, which is not supported)" : ""));
    }

    /** Nextcloud's page for people, or its JSON with code 15; anything else is some web server's complaint. */
    private static Part badRequest(HttpOutcome.Reply reply, URI url) {
        String text = text(reply);
        boolean untrusted = text.contains("rusted domain") || text.contains("ng-csp");
        return untrusted ? new Part(Cause.UNTRUSTED_DOMAIN, "does not trust the host name " + url.getHost()
                        + "; on the cloud: occ config:system:set trusted_domains 90 --value=" + url.getHost())
                : new Part(Cause.HTTP_STATUS, "answered with HTTP status 400");
    }

    private static String text(HttpOutcome.Reply reply) {
        return new String(reply.body(), 0, Math.min(reply.body().length, LONGEST_HINT), UTF_8);
    }

    private static String kind(HttpOutcome.Reply reply) {
        return reply.body().length == 0 ? "an empty answer"
                : reply.header("Content-Type").map(type -> "something of type " + Printable.of(type, 60)).orElse("something");
    }

    /** Scheme and host: the rest may contain anything. */
    private static String target(String location) {
        try {
            URI target = new URI(location);
            return target.getHost() == null ? "another path"
                    : target.getScheme() == null ? target.getHost() : target.getScheme() + "://" + target.getHost();
        } catch (URISyntaxException e) {
            return "an invalid address";
        }
    }
}
