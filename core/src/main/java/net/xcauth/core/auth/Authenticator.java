package net.xcauth.core.auth;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.auth.DecisionListener.Question;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.ExistenceCache;
import net.xcauth.core.cache.PasswordCache;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.cloud.jsxc.Token;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.UserRegistry;
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may log in and who exists: by token, from the cache, by the cloud, or by its last known answer.
 *
 * <p>No method blocks unless it says so. If the answer is known, the returned future is already complete; bcrypt and
 * the cloud have threads of their own. Futures complete exceptionally only because of a programming error.
 */
public final class Authenticator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Authenticator.class);
    private static final int PRELOAD_BATCH = 100;

    private final Endpoints endpoints;
    private final GuardedCloud cloud;
    private final CachePolicy policy;
    private final Optional<PasswordHasher> hasher;
    private final Persistence persistence;
    private final ProtectionPolicy protection;
    private final Clock clock;
    private final DecisionListener listener;
    private final AccountListener accountListener;
    private final ExistenceDecision existence;
    private final Deprovisioning deprovisioning;
    private volatile Optional<UserCaches> caches = Optional.empty();
    private volatile UserRegistry registry = UserRegistry.NONE;

    /**
     * @param cloud       queried if nothing else has the answer; closed by its owner
     * @param hasher      computes bcrypt; closed by its owner; required if {@code policy} remembers passwords
     * @param persistence what backs the caches; closed by its owner
     * @param clock       determines what has expired
     * @param listener    called once for each result of {@link #authenticate} and {@link #exists}
     */
    public Authenticator(
            Endpoints endpoints,
            Cloud cloud,
            CachePolicy policy,
            Optional<PasswordHasher> hasher,
            Persistence persistence,
            ProtectionPolicy protection,
            Clock clock,
            DecisionListener listener,
            AccountListener accountListener) {
        this(
                endpoints,
                cloud,
                policy,
                hasher,
                persistence,
                protection,
                clock,
                listener,
                accountListener,
                new CircuitBreaker.DaemonTimer());
    }

    /** For tests that control the timer. */
    Authenticator(
            Endpoints endpoints,
            Cloud cloud,
            CachePolicy policy,
            Optional<PasswordHasher> hasher,
            Persistence persistence,
            ProtectionPolicy protection,
            Clock clock,
            DecisionListener listener,
            AccountListener accountListener,
            CircuitBreaker.Timer timer) {
        this.endpoints = endpoints;
        this.cloud = new GuardedCloud(endpoints, cloud, persistence, protection, clock, timer);
        this.policy = policy;
        this.hasher = hasher;
        this.persistence = persistence;
        this.protection = protection;
        this.clock = clock;
        this.listener = listener;
        this.accountListener = accountListener;
        existence = new ExistenceDecision(endpoints, this.cloud, this::caches);
        deprovisioning = new Deprovisioning(
                () -> caches().existence(), existence::query, persistence, new CurrentRegistry()::count, clock);
    }

    /** Adds a second source of known users. */
    public void useRegistry(UserRegistry newRegistry) {
        registry = newRegistry;
    }

    /**
     * Decides whether a password, an app password or a time-limited token belongs to a user.
     *
     * @param user     XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain   XMPP domain
     * @param password as typed or sent
     */
    public CompletableFuture<Outcome> authenticate(String user, String domain, String password) {
        return authenticate(user, domain, password, Optional.empty());
    }

    /**
     * Does the same for a client with a known address. Each address from which the user has logged in has a limit of
     * wrong passwords of its own, so that guessing from elsewhere does not lock the user out.
     *
     * @param client the address of the user's client as the server sees it; never that of the server or of a proxy
     */
    public CompletableFuture<Outcome> authenticate(
            String user, String domain, String password, Optional<InetAddress> client) {
        long start = System.nanoTime();
        CompletableFuture<Outcome> decision = decide(user, domain, password, client);
        return report(
                Question.LOGIN,
                start,
                client.isEmpty()
                        ? decision
                        : decision.thenApply(outcome -> {
                            if (outcome.decision() == Outcome.Decision.YES) {
                                caches().addresses().add(new UserKey(Accounts.accountOf(user), domain), client.get());
                            }
                            return outcome;
                        }));
    }

    private CompletableFuture<Outcome> decide(
            String user, String domain, String password, Optional<InetAddress> client) {
        if (user.isEmpty() || password.isEmpty()) {
            return completedFuture(Outcome.no(Reason.EMPTY, ""));
        }
        if (hasControlCharacter(user) || hasControlCharacter(password)) {
            return completedFuture(Outcome.no(Reason.MALFORMED, ""));
        }
        Optional<Endpoint> endpoint = endpoints.forDomain(domain);
        if (endpoint.isEmpty()) {
            return completedFuture(Outcome.cannotTell(ExistenceDecision.withoutEndpoint(domain)));
        }
        String account = Accounts.accountOf(user);
        UserKey key = new UserKey(account, domain);
        if (!isToken(password, user, account, domain, endpoint.get()) || hasEnded(key)) {
            return login(endpoint.get(), account, key, password, client);
        }
        if (!isMissing(key)) {
            return completedFuture(Outcome.yes(Reason.TOKEN));
        }
        return decideExistence(user, domain)
                .thenCompose(exists -> exists.decision() == Outcome.Decision.YES
                        ? completedFuture(Outcome.yes(Reason.TOKEN))
                        : login(endpoint.get(), account, key, password, client));
    }

    private CompletableFuture<Outcome> login(
            Endpoint endpoint, String account, UserKey key, String password, Optional<InetAddress> client) {
        return new LoginDecision(
                        caches(), cloud, accountListener, clock, endpoint, account, key, password, client, existence)
                .outcome();
    }

    /**
     * Decides whether a user exists.
     *
     * @param user   XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain XMPP domain
     */
    public CompletableFuture<Outcome> exists(String user, String domain) {
        long start = System.nanoTime();
        return report(Question.EXISTENCE, start, decideExistence(user, domain));
    }

    private CompletableFuture<Outcome> decideExistence(String user, String domain) {
        if (user.isEmpty()) {
            return completedFuture(Outcome.no(Reason.EMPTY, ""));
        }
        if (hasControlCharacter(user)) {
            return completedFuture(Outcome.no(Reason.MALFORMED, ""));
        }
        String account = Accounts.accountOf(user);
        return existence.decide(account, new UserKey(account, domain), domain);
    }

    private CompletableFuture<Outcome> report(Question question, long start, CompletableFuture<Outcome> decision) {
        return listener == DecisionListener.NONE
                ? decision
                : decision.thenApply(outcome -> {
                    listener.decided(question, outcome, Duration.ofNanos(System.nanoTime() - start));
                    return outcome;
                });
    }

    /**
     * Queries the cloud again about users who have been missing for a while, and treats those who still are as deleted.
     * To be called every {@link #confirmEvery}; blocks until the cloud has answered.
     */
    public void confirmMissing() throws InterruptedException {
        deprovisioning.run();
    }

    /** The interval at which to call {@link #confirmMissing}. */
    public Duration confirmEvery() {
        return policy.confirmationCheck();
    }

    /** The domains where an implausible number of users is missing at once, so that nobody is treated as deleted. */
    public List<MassDisappearance> massDisappearances() {
        return deprovisioning.massDisappearances();
    }

    /**
     * Treats all missing users of a domain as deleted, because an administrator confirms it. Queries the cloud about
     * each of them once more; blocks until it has answered.
     *
     * @return the number of users who no longer exist
     */
    public int confirmAllMissing(String domain) throws InterruptedException {
        return deprovisioning.confirmAll(XmppDomains.normal(domain));
    }

    /**
     * Remembers what another request has shown about a user's existence.
     *
     * @param user   XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain XMPP domain
     */
    public void learnExistence(String user, String domain, boolean exists) {
        caches().learn(new UserKey(Accounts.accountOf(user), domain), exists);
    }

    /**
     * The roster of the groups that a user shares: as the cloud answers now or, with Nextcloud's own API, as logins and
     * the last {@link #refreshRosters} have shown it. If the cloud no longer knows a known user, the answer is
     * {@link Cause#UNCONFIRMED} until the deletion is confirmed.
     *
     * @param user   XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain XMPP domain
     */
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(String user, String domain) {
        Optional<Endpoint> endpoint = endpoints.forDomain(domain);
        if (endpoint.isEmpty()) {
            return completedFuture(new Unreachable<>(Cause.NO_ENDPOINT, ExistenceDecision.withoutEndpoint(domain)));
        }
        String account = Accounts.accountOf(user);
        UserKey key = new UserKey(account, domain);
        return cloud.sharedRoster(endpoint.get(), account, key, answer -> existence.learn(endpoint.get(), key, answer));
    }

    /**
     * Refreshes what {@link #sharedRoster} answers from, for clouds that are not queried for each roster.
     *
     * @return false if the cloud does not answer
     */
    public CompletableFuture<Boolean> refreshRosters(String domain) {
        return endpoints
                .forDomain(domain)
                .map(endpoint -> cloud.refreshRosters(endpoint).thenApply(answer -> answer instanceof Yes))
                .orElseGet(() -> completedFuture(false));
    }

    /**
     * The last time when a password of the user was superseded or refused, or had to be confirmed by the cloud again:
     * tokens that a server issued to the user before are outdated. Empty if unknown, as for users who have not logged
     * in during this process, and if no passwords are remembered.
     */
    public Optional<Instant> passwordChanged(UserKey user) {
        return caches().passwords().flatMap(passwords -> passwords.passwordChanged(user));
    }

    /**
     * Loads the stored state of these users in batches, so that their next logins need not wait for the database.
     *
     * @return completes when they are loaded, or cannot be loaded soon
     */
    public CompletableFuture<Void> preload(List<UserKey> users) {
        if (users.isEmpty()) {
            return completedFuture(null);
        }
        ExistenceCache cache = caches().existence();
        List<UserKey> batch = users.subList(0, Math.min(users.size(), PRELOAD_BATCH));
        return CompletableFuture.allOf(batch.stream().map(cache::load).toArray(CompletableFuture<?>[]::new))
                .thenCompose(loaded -> preload(users.subList(batch.size(), users.size())));
    }

    /**
     * The known state of an account; the cloud is not queried.
     *
     * @param user   XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain XMPP domain
     */
    public CompletableFuture<AccountState> account(String user, String domain) {
        UserKey key = new UserKey(Accounts.accountOf(user), domain);
        ExistenceCache cache = caches().existence();
        return cache.load(key)
                .thenApply(loaded -> new AccountState(
                        hasEnded(key) ? Optional.of(false) : cache.lastKnown(key), passwordChanged(key)));
    }

    /** The clouds that have been queried, by address; true for those that are considered unreachable. */
    public Map<URI, Boolean> unreachable() {
        return cloud.unreachable();
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /**
     * Forgets what the former cloud of an XMPP domain has said, because another cloud now serves the domain. To be
     * called after {@link Endpoints} has changed; answers of the former cloud that arrive later are ignored.
     */
    public void cloudChanged(String domain) {
        caches.ifPresent(known -> known.forgetDomain(XmppDomains.normal(domain)));
    }

    /** True if this process has learned that the cloud refuses the account with any password. */
    private boolean hasEnded(UserKey user) {
        return caches.filter(known -> known.hasEnded(user)).isPresent();
    }

    /** True if the account did not exist when this process last learned about it. */
    private boolean isMissing(UserKey user) {
        return caches.flatMap(known -> known.existence().lastKnown(user))
                .filter(exists -> !exists)
                .isPresent();
    }

    /** Created on first use: tokens need no caches, and creating them takes a fifth of a program's start. */
    private UserCaches caches() {
        return caches.orElseGet(this::createCaches);
    }

    private synchronized UserCaches createCaches() {
        if (caches.isEmpty()) {
            Optional<PasswordCache> passwords = policy.passwords()
                    ? Optional.of(new PasswordCache(
                            policy, hasher.orElseThrow(), persistence, clock, accountListener::passwordChanged))
                    : Optional.empty();
            ExistenceCache existenceCache = new ExistenceCache(policy, persistence, new CurrentRegistry(), clock);
            UserCaches created = new UserCaches(passwords, existenceCache, policy, protection, clock);
            passwords.ifPresent(persistence::attach);
            persistence.attach(existenceCache);
            persistence.attach(created.refused());
            caches = Optional.of(created);
        }
        return caches.orElseThrow();
    }

    /** The registry in use, and what else must learn of deleted users. */
    private final class CurrentRegistry implements UserRegistry {
        @Override
        public boolean knows(UserKey user) {
            return registry.knows(user);
        }

        @Override
        public long count(String domain) {
            return registry.count(domain);
        }

        @Override
        public void present(UserKey user, Instant at) {
            registry.present(user, at);
        }

        @Override
        public void gone(UserKey user) {
            caches().passwords().ifPresent(passwords -> passwords.ended(user));
            accountListener.ended(user, AccountListener.End.DELETED);
            registry.gone(user);
        }
    }

    /** JSXC signs the account; the server may pass on its escaped form. */
    private boolean isToken(String password, String user, String account, String domain, Endpoint endpoint) {
        Token.Verdict verdict = Token.check(password, account, domain, endpoint.secrets(), clock.instant());
        if (verdict == Token.Verdict.FORGED && !account.equals(user)) {
            verdict = Token.check(password, user, domain, endpoint.secrets(), clock.instant());
        }
        if (verdict == Token.Verdict.FORGED) {
            log.warn(
                    "a time-limited token for {} is well-formed but not signed for this user: someone may be trying to break "
                            + "in, or the XMPP domain differs from the one configured in JSXC",
                    new UserKey(account, domain));
        }
        return verdict == Token.Verdict.VALID;
    }

    /** Stops retrying unreachable clouds. */
    @Override
    public void close() {
        cloud.close();
    }
}
