package net.xcauth.core.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.auth.GuessLimiter.Permit;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.Attempt;
import net.xcauth.core.cache.CachedPassword;
import net.xcauth.core.cache.PasswordCache;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.user.UserKey;

/** One login on its way through cache and cloud. */
final class LoginDecision {
    /** Bcrypt is preferred to the cloud only if this many times as fast: it takes processor time from others. */
    private static final int PRICE_OF_BCRYPT = 3;
    /** No login waits longer for bcrypt when the cloud rate-limits it; the client is told to try again instead. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final UserCaches caches;
    private final GuardedCloud cloud;
    private final AccountListener accountListener;
    private final Endpoint endpoint;
    private final String account;
    private final UserKey key;
    private final String password;
    private final Optional<InetAddress> client;
    private final ExistenceDecision existence;
    private final Clock clock;
    private final Optional<PasswordCache> passwords;
    private final Attempt attempt;
    private final Proof kind;
    /** True if the password is known to be one that the cloud has accepted. */
    private volatile boolean remembered;

    /**
     * @param accountListener called if the cloud refuses the account with any password
     * @param account         in the given case
     */
    LoginDecision(
            UserCaches caches,
            GuardedCloud cloud,
            AccountListener accountListener,
            Clock clock,
            Endpoint endpoint,
            String account,
            UserKey key,
            String password,
            Optional<InetAddress> client,
            ExistenceDecision existence) {
        this.caches = caches;
        this.cloud = cloud;
        this.accountListener = accountListener;
        this.clock = clock;
        this.endpoint = endpoint;
        this.account = account;
        this.key = key;
        this.password = password;
        this.client = client;
        this.existence = existence;
        passwords = caches.passwords();
        attempt = caches.fingerprinter().attempt(key, password);
        kind = cloud.proof(endpoint, password);
    }

    CompletableFuture<Outcome> outcome() {
        if (caches.refused().contains(key, endpoint, attempt)) {
            return completedFuture(Outcome.no(Reason.REFUSED_BEFORE, ""));
        }
        if (passwords.isPresent()) {
            Optional<CachedPassword> proven = passwords.get().proven(key, attempt);
            if (proven.isPresent()) {
                return withCached(passwords.get(), proven).thenApply(this::countRefusal);
            }
        }
        return withinGuessLimit();
    }

    private OptionalLong address() {
        return client.isPresent() ? caches.addresses().find(key, client.get()) : OptionalLong.empty();
    }

    /** Passwords recently proven right are not limited, but one that the cloud refuses now counts as a guess, too. */
    private Outcome countRefusal(Outcome outcome) {
        if (outcome.decision() == Outcome.Decision.NO) {
            caches.guesses().add(key, address(), attempt.fingerprint());
        }
        return outcome;
    }

    private CompletableFuture<Outcome> withinGuessLimit() {
        GuessLimiter.Guess guess = caches.guesses().begin(key, address(), attempt.fingerprint());
        return decide(guess.permit())
                .whenComplete((outcome, bug) -> guess.end(bug == null
                        && outcome.decision() != Outcome.Decision.YES
                        && !(remembered && outcome.decision() == Outcome.Decision.CANNOT_TELL)));
    }

    private CompletableFuture<Outcome> decide(Permit permit) {
        if (passwords.isEmpty() && permit == Permit.FULL) {
            return queryCloud().thenApply(LoginDecision::outcomeWithoutCache);
        }
        if (passwords.isEmpty() || permit == Permit.NONE) {
            return completedFuture(tooManyGuesses());
        }
        PasswordCache cache = passwords.get();
        return cache.load(key)
                .thenCompose(loaded -> permit == Permit.COMPARE_ONLY
                        ? byComparison(cache)
                        : cloud.isSuspect(endpoint, kind)
                                ? cache.find(key, attempt, true).thenCompose(found -> withCached(cache, found))
                                : byFasterWay(cache));
    }

    private CompletableFuture<Outcome> byFasterWay(PasswordCache cache) {
        Duration comparison = cache.expected(key, attempt);
        Duration answer = cloud.expected(endpoint);
        return cache.mayBeFresh(key, attempt)
                        && comparison.multipliedBy(PRICE_OF_BCRYPT).compareTo(answer) <= 0
                ? byComparisonFirst(cache, comparison.plus(answer))
                : byCloud(cache);
    }

    /** @param patience the time after which the cloud is queried as well: the comparison takes longer than expected */
    private CompletableFuture<Outcome> byComparisonFirst(PasswordCache cache, Duration patience) {
        CompletableFuture<Optional<CachedPassword>> compared = cache.find(key, attempt, true);
        if (compared.isDone()) {
            return withCached(cache, compared.join());
        }
        CompletableFuture<Outcome> first = new CompletableFuture<>();
        forward(compared.thenCompose(found -> first.isDone() ? first : withCached(cache, found)), first);
        cloud.after(patience, () -> {
            if (!compared.isDone()) {
                forward(byCloud(cache), first);
            }
        });
        return first;
    }

    private static void forward(CompletableFuture<Outcome> from, CompletableFuture<Outcome> to) {
        from.whenComplete((outcome, bug) -> {
            if (bug == null) {
                to.complete(outcome);
            } else {
                to.completeExceptionally(bug);
            }
        });
    }

    private CompletableFuture<Outcome> byComparison(PasswordCache cache) {
        return cache.find(key, attempt, true)
                .thenCompose(found -> found.isPresent() ? withCached(cache, found) : completedFuture(tooManyGuesses()));
    }

    /** Also compares the password when there is time for it, in case that finishes first after all. */
    private CompletableFuture<Outcome> byCloud(PasswordCache cache) {
        CompletableFuture<Outcome> first = new CompletableFuture<>();
        CompletableFuture<Answer<Identity>> answered = queryCloud();
        forward(answered.thenCompose(answer -> afterCloud(cache, answer)), first);
        if (!answered.isDone()) {
            cache.find(key, attempt, false).thenAccept(found -> {
                // Once the cloud has answered, afterCloud decides, and may have used the password.
                if (found.isPresent() && !answered.isDone() && cache.useIfFresh(key, found.get())) {
                    first.complete(Outcome.yes(Reason.CACHED));
                }
            });
        }
        return first;
    }

    private CompletableFuture<Outcome> afterCloud(PasswordCache cache, Answer<Identity> answer) {
        if (!(answer instanceof Unreachable<Identity> unreachable)) {
            return completedFuture(outcomeWithoutCache(answer));
        }
        // In an outage, the cache is the only way. If the cloud is up, no login waits longer because of the cache.
        boolean wait =
                !unreachable.cause().withheld() || cache.expected(key, attempt).compareTo(LONGEST_WAIT) <= 0;
        CompletableFuture<Optional<CachedPassword>> found = wait
                ? cache.loadAsLastResort(key).thenCompose(loaded -> cache.find(key, attempt, true))
                : cache.find(key, attempt, false);
        return wait || found.isDone()
                ? found.thenApply(cached -> outcome(cache, answer, cached))
                : completedFuture(outcomeWithoutCache(answer));
    }

    private static Outcome tooManyGuesses() {
        return Outcome.cannotTell(Reason.GUESSES, "");
    }

    private CompletableFuture<Outcome> withCached(PasswordCache cache, Optional<CachedPassword> found) {
        remembered = found.isPresent();
        if (found.isEmpty()) {
            return queryCloud().thenCompose(answer -> afterCloud(cache, answer));
        }
        CachedPassword cached = found.get();
        if (cache.useIfFresh(key, cached)) {
            return completedFuture(Outcome.yes(Reason.CACHED));
        }
        return cloud.orSoon(endpoint, kind, queryCloud(), () -> cache.useWhileUnreachable(key, cached))
                .thenApply(answer -> outcome(cache, answer, found));
    }

    private CompletableFuture<Answer<Identity>> queryCloud() {
        return cloud.authenticate(
                endpoint, key, attempt, kind, kind == Proof.LOGIN_PASSWORD ? this::sendWithinBudget : this::send);
    }

    /** A login password is expensive for the cloud, and enough wrong ones make it block this machine. */
    private CompletableFuture<Answer<Identity>> sendWithinBudget() {
        FailureBudget budget = cloud.budget(endpoint);
        if (caches.hasAccepted(key, clock.instant())) {
            return budget.send(key, true, this::send);
        }
        return budget.isCounted()
                .thenCompose(counted -> counted
                        ? existence.decideLoaded(account, key, key.domain()).thenApply(this::answerWithoutSending)
                        : completedFuture(Optional.<Answer<Identity>>empty()))
                .thenCompose(known -> known.isPresent()
                        ? completedFuture(known.get())
                        : cloud.firstLogin(endpoint, () -> budget.send(key, false, this::send)));
    }

    /** A user who does not exist must not use up the budget. */
    private Optional<Answer<Identity>> answerWithoutSending(Outcome exists) {
        if (exists.reason() == Reason.UNKNOWN_NAMES) {
            return Optional.of(new Unreachable<>(Cause.OVERLOAD, exists.why()));
        }
        if (exists.decision() != Outcome.Decision.NO) {
            return Optional.empty();
        }
        String why = exists.reason() == Reason.NOT_ASKED ? exists.detail() : "the cloud has no such account";
        return Optional.of(exists.reason() == Reason.CLOUD ? new No<>(why) : No.unasked(No.About.PASSWORD, why));
    }

    private CompletableFuture<Answer<Identity>> send() {
        Optional<Sent> sent = passwords.map(cache -> cache.sent(key));
        return cloud.send(endpoint, account, key, password).thenApply(answer -> {
            if (cloud.isCurrent(endpoint, key)) {
                learn(answer, sent);
            }
            return answer;
        });
    }

    private void learn(Answer<Identity> answer, Optional<Sent> sent) {
        if (answer instanceof Yes<Identity> yes) {
            caches.learn(key, true);
            caches.accepted().put(key, true);
            caches.refused().forget(key);
            caches.ended().invalidate(key);
            passwords.ifPresent(cache ->
                    cache.accepted(key, attempt, sent.orElseThrow(), yes.value().proof()));
        } else if (answer instanceof No<Identity> no) {
            learnRefusal(no, sent);
        }
    }

    /** Learns from a refusal; one that demands another kind of password says nothing about remembered passwords. */
    private void learnRefusal(No<Identity> no, Optional<Sent> sent) {
        boolean ofAccount = no.about() == No.About.ACCOUNT;
        if (no.asked()) {
            caches.refused().add(key, endpoint, attempt);
        }
        if (ofAccount && caches.ended().asMap().put(key, true) == null) {
            accountListener.ended(key, AccountListener.End.DISABLED);
        }
        if (ofAccount || no.about() == No.About.PASSWORD) {
            passwords.ifPresent(cache -> cache.refused(key, attempt, ofAccount, sent.orElseThrow()));
        }
    }

    private Outcome outcome(PasswordCache cache, Answer<Identity> answer, Optional<CachedPassword> cached) {
        remembered |= cached.isPresent();
        if (cached.isPresent() && answer instanceof Unreachable<Identity> unreachable) {
            boolean withheld = unreachable.cause().withheld();
            boolean valid =
                    withheld ? cache.useWhileWithheld(key, cached.get()) : cache.useWhileUnreachable(key, cached.get());
            if (valid) {
                return new Outcome(
                        Outcome.Decision.YES, withheld ? Reason.WITHHELD : Reason.LAST_KNOWN, unreachable.detail());
            }
        }
        return outcomeWithoutCache(answer);
    }

    private static Outcome outcomeWithoutCache(Answer<Identity> answer) {
        if (answer instanceof Unreachable<Identity> unreachable) {
            return unreachable.cause().withheld()
                    ? Outcome.cannotTell(Reason.WITHHELD, unreachable.detail())
                    : Outcome.cannotTell(unreachable.detail());
        }
        return answer instanceof Yes ? Outcome.yes(Reason.CLOUD) : Outcome.no((No<Identity>) answer);
    }
}
