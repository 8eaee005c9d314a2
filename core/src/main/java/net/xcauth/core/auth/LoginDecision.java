package net.xcauth.core.auth;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
    /** Bcrypt is preferred to the cloud if it is this many times as fast: it takes a processor from everybody else. */
    private static final int PRICE_OF_BCRYPT = 3;
    /** Longer no login waits for bcrypt because the cloud withholds its answer; it is told to try again instead. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final UserMemory memory;
    private final GuardedCloud cloud;
    private final AccountListener accountListener;
    private final Endpoint endpoint;
    private final String account;
    private final UserKey key;
    private final String password;
    private final Optional<InetAddress> client;
    private final Supplier<CompletableFuture<Outcome>> existence;
    private final Clock clock;
    private final PasswordCache passwords;
    private final Attempt attempt;
    private final Proof kind;
    /** Whether the password was found to be one that the cloud has accepted. */
    private volatile boolean remembered;

    /**
     * @param accountListener told if the cloud refuses the account, whatever the password
     * @param account         in the case that was given
     * @param existence       decides whether the user exists
     */
    LoginDecision(
            UserMemory memory,
            GuardedCloud cloud,
            AccountListener accountListener,
            Clock clock,
            Endpoint endpoint,
            String account,
            UserKey key,
            String password,
            Optional<InetAddress> client,
            Supplier<CompletableFuture<Outcome>> existence) {
        this.existence = existence;
        this.clock = clock;
        this.memory = memory;
        this.cloud = cloud;
        this.accountListener = accountListener;
        this.endpoint = endpoint;
        this.account = account;
        this.key = key;
        this.password = password;
        this.client = client;
        passwords = memory.passwords();
        attempt = memory.recogniser().attempt(key, password);
        kind = cloud.proof(endpoint, password);
    }

    CompletableFuture<Outcome> outcome() {
        if (memory.refused().contains(key, endpoint, attempt)) {
            return done(Outcome.no(Reason.REFUSED_BEFORE, ""));
        }
        CachedPassword proven = passwords == null ? null : passwords.proven(key, attempt);
        return proven == null ? withinLimit() : withCached(proven).thenApply(this::countRefusal);
    }

    private OptionalLong address() {
        return memory.addresses().find(key, client);
    }

    /** What has been proven to be right lately is not limited; if the cloud refuses it now, that was a guess as well. */
    private Outcome countRefusal(Outcome outcome) {
        if (outcome.decision() == Outcome.Decision.NO) {
            memory.guesses().add(key, address(), attempt.fingerprint());
        }
        return outcome;
    }

    private CompletableFuture<Outcome> withinLimit() {
        GuessLimiter.Guess guess = memory.guesses().begin(key, address(), attempt.fingerprint());
        return judged(guess.scope())
                .whenComplete((outcome, bug) -> guess.end(bug == null
                        && outcome.decision() != Outcome.Decision.YES
                        && !(remembered && outcome.decision() == Outcome.Decision.CANNOT_TELL)));
    }

    private CompletableFuture<Outcome> judged(GuessLimiter.Scope scope) {
        if (scope == GuessLimiter.Scope.ANYTHING && passwords == null) {
            return askCloud().thenApply(answer -> decide(answer, null));
        }
        if (scope == GuessLimiter.Scope.NOTHING || passwords == null) {
            return done(tooManyGuesses());
        }
        CompletableFuture<Void> recall = passwords.recall(key);
        return recall.thenCompose(recalled -> scope == GuessLimiter.Scope.COMPARISON
                ? byComparison()
                : cloud.isSuspect(endpoint, kind)
                        ? passwords.find(key, attempt, true).thenCompose(this::withCached)
                        : bySoonerWay());
    }

    private CompletableFuture<Outcome> bySoonerWay() {
        Duration comparison = passwords.expected(key, attempt);
        Duration answer = cloud.expected(endpoint);
        return passwords.mayCountWithoutAsking(key, attempt)
                        && comparison.multipliedBy(PRICE_OF_BCRYPT).compareTo(answer) <= 0
                ? byComparisonFirst(comparison.plus(answer))
                : byCloud();
    }

    /** @param patience after which the cloud is asked as well, since the comparison takes longer than expected */
    private CompletableFuture<Outcome> byComparisonFirst(Duration patience) {
        CompletableFuture<CachedPassword> compared = passwords.find(key, attempt, true);
        if (compared.isDone()) {
            return withCached(compared.join());
        }
        CompletableFuture<Outcome> first = new CompletableFuture<>();
        pass(compared.thenCompose(found -> first.isDone() ? first : withCached(found)), first);
        cloud.after(patience, () -> {
            if (!compared.isDone()) {
                pass(byCloud(), first);
            }
        });
        return first;
    }

    private static void pass(CompletableFuture<Outcome> decided, CompletableFuture<Outcome> to) {
        decided.whenComplete((outcome, bug) -> {
            if (bug == null) {
                to.complete(outcome);
            } else {
                to.completeExceptionally(bug);
            }
        });
    }

    private CompletableFuture<Outcome> byComparison() {
        return passwords
                .find(key, attempt, true)
                .thenCompose(found -> found == null ? done(tooManyGuesses()) : withCached(found));
    }

    /** Meanwhile the password is compared when there is time for it; if that tells sooner after all, so much the better. */
    private CompletableFuture<Outcome> byCloud() {
        CompletableFuture<Outcome> first = new CompletableFuture<>();
        CompletableFuture<Answer<Identity>> said = askCloud();
        pass(said.thenCompose(this::afterCloud), first);
        if (!first.isDone()) {
            passwords.find(key, attempt, false).thenAccept(found -> {
                if (found != null && !first.isDone() && passwords.countsWithoutAsking(key, found)) {
                    first.complete(Outcome.yes(Reason.CACHED));
                }
            });
        }
        return first;
    }

    private CompletableFuture<Outcome> afterCloud(Answer<Identity> said) {
        if (!(said instanceof Unreachable<Identity> unreachable)) {
            return done(decide(said, null));
        }
        // An outage leaves no other way; but nobody waits longer because of a cache while the cloud is there.
        boolean wait = !unreachable.cause().withheld()
                || passwords.expected(key, attempt).compareTo(LONGEST_WAIT) <= 0;
        CompletableFuture<CachedPassword> found = wait
                ? passwords.awaitRecall(key).thenCompose(recalled -> passwords.find(key, attempt, true))
                : passwords.find(key, attempt, false);
        return wait || found.isDone() ? found.thenApply(cached -> decide(said, cached)) : done(decide(said, null));
    }

    private static Outcome tooManyGuesses() {
        return Outcome.cannotTell(Reason.GUESSES, "");
    }

    private CompletableFuture<Outcome> withCached(CachedPassword cached) {
        remembered = cached != null;
        if (cached != null && passwords.countsWithoutAsking(key, cached)) {
            return done(Outcome.yes(Reason.CACHED));
        }
        CompletableFuture<Answer<Identity>> answer = cached == null
                ? askCloud()
                : cloud.orSoon(endpoint, kind, askCloud(), () -> passwords.countsWhileUnreachable(key, cached));
        return answer.thenCompose(said -> cached == null ? afterCloud(said) : done(decide(said, cached)));
    }

    private CompletableFuture<Answer<Identity>> askCloud() {
        return cloud.authenticate(
                endpoint, key, attempt, kind, kind == Proof.LOGIN_PASSWORD ? this::askWithinBudget : this::askAndLearn);
    }

    /** A login password costs the cloud much, and if it is wrong the cloud may count that and block this machine in the end. */
    private CompletableFuture<Answer<Identity>> askWithinBudget() {
        FailureBudget budget = cloud.budget(endpoint);
        if (memory.hasAccepted(key, clock.instant())) {
            return budget.ask(key, true, this::askAndLearn);
        }
        return budget.isCounted()
                .thenCompose(counted -> counted
                        ? existence.get().thenApply(this::insteadOfAsking)
                        : done(Optional.<Answer<Identity>>empty()))
                .thenCompose(known -> known.isPresent()
                        ? done(known.get())
                        : cloud.firstLogin(endpoint, () -> budget.ask(key, false, this::askAndLearn)));
    }

    /** A user who does not exist costs no failure. */
    private Optional<Answer<Identity>> insteadOfAsking(Outcome exists) {
        if (exists.reason() == Reason.UNKNOWN_NAMES) {
            return Optional.of(new Unreachable<>(Cause.OVERLOAD, exists.why()));
        }
        if (exists.decision() != Outcome.Decision.NO) {
            return Optional.empty();
        }
        String why = exists.reason() == Reason.NOT_ASKED ? exists.detail() : "the cloud has no such account";
        return Optional.of(exists.reason() == Reason.CLOUD ? new No<>(why) : No.unasked(No.About.PASSWORD, why));
    }

    private CompletableFuture<Answer<Identity>> askAndLearn() {
        Sent sent = passwords == null ? null : passwords.sent(key);
        return cloud.send(endpoint, account, key, password).thenApply(answer -> {
            if (!cloud.isCurrent(endpoint, key)) {
                return answer;
            }
            if (answer instanceof Yes<Identity> yes) {
                memory.learn(key, true);
                memory.accepted().put(key, true);
                memory.refused().forget(key);
                memory.ended().invalidate(key);
                if (passwords != null) {
                    passwords.accepted(key, attempt, sent, yes.value().proof());
                }
            } else if (answer instanceof No<Identity> no) {
                refused(no, sent);
            }
            return answer;
        });
    }

    /** That the account needs another kind of password says nothing of those that are remembered. */
    private void refused(No<Identity> no, Sent sent) {
        boolean account = no.about() == No.About.ACCOUNT;
        if (no.asked()) {
            memory.refused().add(key, endpoint, attempt);
        }
        if (account && memory.ended().asMap().put(key, true) == null) {
            accountListener.ended(key, AccountListener.End.DISABLED);
        }
        if (passwords != null && (account || no.about() == No.About.PASSWORD)) {
            passwords.refused(key, attempt, account, sent);
        }
    }

    private Outcome decide(Answer<Identity> answer, CachedPassword cached) {
        remembered |= cached != null;
        if (answer instanceof Unreachable<Identity> unreachable
                && unreachable.cause().withheld()) {
            return cached != null && passwords.countsWhileWithheld(key, cached)
                    ? new Outcome(Outcome.Decision.YES, Reason.WITHHELD, unreachable.detail())
                    : Outcome.cannotTell(Reason.WITHHELD, unreachable.detail());
        }
        if (answer instanceof Unreachable<Identity> unreachable) {
            return cached != null && passwords.countsWhileUnreachable(key, cached)
                    ? new Outcome(Outcome.Decision.YES, Reason.LAST_KNOWN, unreachable.detail())
                    : Outcome.cannotTell(unreachable.detail());
        }
        return answer instanceof Yes<Identity> ? Outcome.yes(Reason.CLOUD) : Outcome.no((No<Identity>) answer);
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
