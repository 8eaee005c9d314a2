package net.xcauth.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import net.xcauth.demo.DemoToken;

/** The kind of requests that make up a load. The server must answer all of them with yes. */
enum Workload {
    /** Time-limited tokens, which need neither cache nor cloud. */
    token(false, false),
    /** Passwords that the server has seen before. */
    cached(true, false),
    /** Users whose existence the server has checked before. */
    isuser_cached(true, true),
    /** Passwords, for a server without a cache. */
    uncached(false, false),
    /** Users, for a server without a cache. */
    isuser_uncached(false, true);

    private static final Duration TOKEN_LIFE = Duration.ofDays(1);

    private final boolean seenBefore;
    private final boolean existence;

    Workload(boolean seenBefore, boolean existence) {
        this.seenBefore = seenBefore;
        this.existence = existence;
    }

    /** True if each request must be sent once before the measurement. */
    boolean seenBefore() {
        return seenBefore;
    }

    /**
     * Creates one request per user.
     *
     * @param secret the key that signs tokens
     * @param now    the start of the tokens' validity
     */
    List<LoadRequest> requests(BenchUsers users, String secret, Instant now) {
        Function<BenchUsers.User, LoadRequest> create = existence
                ? user -> new LoadRequest.IsUser(user.name(), BenchUsers.DOMAIN)
                : user -> new LoadRequest.Auth(user.name(), BenchUsers.DOMAIN, credential(user, secret, now));
        return users.list().stream().map(create).toList();
    }

    private String credential(BenchUsers.User user, String secret, Instant now) {
        return this == token
                ? DemoToken.create(user.name(), BenchUsers.DOMAIN, secret, now.plus(TOKEN_LIFE))
                : user.password();
    }
}
