package net.xcauth.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import net.xcauth.demo.DemoToken;

/** What the load consists of. */
enum Mix {
    /** Time-limited tokens, which no cache and no cloud sees. */
    token(false, false),
    /** Right passwords that the server has seen before. */
    cached(true, false),
    /** Existing users that the server has been asked about before. */
    isuser_cached(true, true),
    /** Right passwords, for a server that asks the cloud each time. */
    uncached(false, false),
    /** Existing users, for a server that asks the cloud each time. */
    isuser_uncached(false, true);

    private static final Duration TOKEN_LIFE = Duration.ofDays(1);

    private final boolean seenBefore;
    private final boolean existence;

    Mix(boolean seenBefore, boolean existence) {
        this.seenBefore = seenBefore;
        this.existence = existence;
    }

    /** Whether each question is to be asked before the measurement. */
    boolean seenBefore() {
        return seenBefore;
    }

    /**
     * A question for each member of the crowd.
     *
     * @param secret what the tokens are signed with
     * @param now when the tokens' life begins
     */
    List<Question> questions(Crowd crowd, String secret, Instant now) {
        Function<Crowd.Member, Question> ask = existence
                ? member -> new Question.IsUser(member.user(), Crowd.DOMAIN)
                : member -> new Question.Auth(member.user(), Crowd.DOMAIN, credential(member, secret, now));
        return crowd.members().stream().map(ask).toList();
    }

    private String credential(Crowd.Member member, String secret, Instant now) {
        return this == token
                ? DemoToken.create(member.user(), Crowd.DOMAIN, secret, now.plus(TOKEN_LIFE))
                : member.password();
    }
}
