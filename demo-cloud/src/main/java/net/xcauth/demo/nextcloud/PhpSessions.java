package net.xcauth.demo.nextcloud;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.demo.http.HttpReply;
import net.xcauth.demo.http.IncomingRequest;

/** The newest sessions that started with an app password, and the cookies of each answer. */
final class PhpSessions {

    private static final int CAPACITY = 1000;
    private static final String NAME = "ocdemocloud1";
    private static final Pattern COOKIE = Pattern.compile("(?:^|;\\s*)" + NAME + "=([0-9a-f]{32})");
    private static final List<String> SAME_SITE = List.of(
            "nc_sameSiteCookielax=true; path=/; httponly;expires=Fri, 31-Dec-2100 23:59:59 GMT; SameSite=lax",
            "nc_sameSiteCookiestrict=true; path=/; httponly;expires=Fri, 31-Dec-2100 23:59:59 GMT; SameSite=strict");

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> accounts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > CAPACITY;
        }
    };

    /** The account id of the request's session. */
    synchronized Optional<String> account(IncomingRequest request) {
        return request.header("Cookie").flatMap(cookies -> {
            Matcher matcher = COOKIE.matcher(cookies);
            return matcher.find() ? Optional.ofNullable(accounts.get(matcher.group(1))) : Optional.empty();
        });
    }

    /** Adds the cookies of PHP and Nextcloud, unless the request has cookies. */
    HttpReply addCookies(IncomingRequest request, Caller caller, HttpReply reply) {
        if (request.headers().containsKey("Cookie")) {
            return reply;
        }
        String session = randomHex(16);
        boolean byPassword = false;
        if (caller instanceof Caller.Known known) {
            byPassword = !known.byAppPassword();
            if (known.byAppPassword()) {
                remember(session, known.user().id());
            }
        }
        HttpReply extended =
                reply.with("Set-Cookie", "oc_sessionPassphrase=" + randomHex(64) + "; path=/; HttpOnly; SameSite=Lax");
        extended = addSameSiteCookies(extended)
                .with("Set-Cookie", NAME + "=" + session + "; path=/; HttpOnly; SameSite=Lax");
        return byPassword ? extended.with("Set-Cookie", "cookie_test=test; Max-Age=3600") : extended;
    }

    static HttpReply addSameSiteCookies(HttpReply reply) {
        HttpReply extended = reply;
        for (String cookie : SAME_SITE) {
            extended = extended.with("Set-Cookie", cookie);
        }
        return extended;
    }

    private synchronized void remember(String session, String account) {
        accounts.put(session, account);
    }

    private String randomHex(int bytes) {
        byte[] chosen = new byte[bytes];
        random.nextBytes(chosen);
        return HexFormat.of().formatHex(chosen);
    }
}
