package net.xcauth.demo.nextcloud;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.Reply;

/** The newest sessions that began with an app password, and the cookies that each answer offers. */
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

    /** The id of the account whose session the request continues. */
    synchronized Optional<String> account(IncomingRequest request) {
        return request.header("Cookie").flatMap(cookies -> {
            Matcher matcher = COOKIE.matcher(cookies);
            return matcher.find() ? Optional.ofNullable(accounts.get(matcher.group(1))) : Optional.empty();
        });
    }

    /** The answer with the cookies that PHP and Nextcloud offer, unless the request has brought some. */
    Reply offer(IncomingRequest request, Caller caller, Reply reply) {
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
        Reply offered =
                reply.with("Set-Cookie", "oc_sessionPassphrase=" + randomHex(64) + "; path=/; HttpOnly; SameSite=Lax");
        offered = offerSameSite(offered).with("Set-Cookie", NAME + "=" + session + "; path=/; HttpOnly; SameSite=Lax");
        return byPassword ? offered.with("Set-Cookie", "cookie_test=test; Max-Age=3600") : offered;
    }

    static Reply offerSameSite(Reply reply) {
        Reply offered = reply;
        for (String cookie : SAME_SITE) {
            offered = offered.with("Set-Cookie", cookie);
        }
        return offered;
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
