package net.xcauth.core.auth;

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
import net.xcauth.core.cache.BoundedCaches;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.ExistenceCache;
import net.xcauth.core.cache.PasswordCache;
import net.xcauth.core.cache.PasswordHasher;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cache.Recogniser;
import net.xcauth.core.cache.RefusedPasswords;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
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
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers who may log in and who exists: token, then cache, then cloud, then the last known answer.
 *
 * <p>No method blocks. Where an answer is known, the returned future is complete already; bcrypt and the cloud run on
 * threads of their own. Futures complete exceptionally only by a programming error.
 */
public final class Authenticator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Authenticator.class);
    /** The cloud issues no more tokens for an account that has ended, and those that it has issued expire before. */
    private static final Duration LONGEST_TOKEN = Duration.ofDays(1);

    private static final int RECALLED_TOGETHER = 100;

    private final Endpoints endpoints;
    private final GuardedCloud cloud;
    private final CachePolicy policy;
    private final PasswordHasher hasher;
    private final Persistence persistence;
    private final ProtectionPolicy protection;
    private final Clock clock;
    private final DecisionListener listener;
    private final AccountListener accountListener;
    private volatile UserMemory memory;
    private volatile UserWatcher watcher = UserWatcher.NONE;
    private final Departures departures;

    /**
     * @param cloud  asked when nothing nearer knows; closed by its owner
     * @param hasher computes bcrypt; closed by its owner; may be null when {@code policy} remembers no passwords
     * @param persistence what is behind the memory of users; closed by its owner
     * @param clock  decides what counts
     */
    public Authenticator(
            Endpoints endpoints,
            Cloud cloud,
            CachePolicy policy,
            PasswordHasher hasher,
            Persistence persistence,
            ProtectionPolicy protection,
            Clock clock) {
        this(endpoints, cloud, policy, hasher, persistence, protection, clock, DecisionListener.NONE);
    }

    /**
     * The same with somebody who is told of what is decided.
     *
     * @param listener told once of each question that {@link #authenticate} and {@link #exists} have answered
     */
    public Authenticator(
            Endpoints endpoints,
            Cloud cloud,
            CachePolicy policy,
            PasswordHasher hasher,
            Persistence persistence,
            ProtectionPolicy protection,
            Clock clock,
            DecisionListener listener) {
        this(endpoints, cloud, policy, hasher, persistence, protection, clock, listener, AccountListener.NONE);
    }

    /** The same with a second listener, which is told of access that has ended. */
    public Authenticator(
            Endpoints endpoints,
            Cloud cloud,
            CachePolicy policy,
            PasswordHasher hasher,
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

    /** The same with a timer of a test's own. */
    Authenticator(
            Endpoints endpoints,
            Cloud cloud,
            CachePolicy policy,
            PasswordHasher hasher,
            Persistence persistence,
            ProtectionPolicy protection,
            Clock clock,
            DecisionListener listener,
            AccountListener accountListener,
            CircuitBreaker.Timer timer) {
        this.listener = listener;
        this.accountListener = accountListener;
        this.endpoints = endpoints;
        this.cloud = new GuardedCloud(endpoints, cloud, persistence, protection, clock, timer);
        this.policy = policy;
        this.hasher = hasher;
        this.persistence = persistence;
        this.protection = protection;
        this.clock = clock;
        departures =
                new Departures(this::existence, this::askAgain, persistence, domain -> watcher.count(domain), clock);
    }

    /** Lets somebody else tell who is known as well, and hear of users who are gone. */
    public void watch(UserWatcher newWatcher) {
        watcher = newWatcher;
    }

    /**
     * Whether this password, app password or time-limited token is the user's.
     *
     * @param user     XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain   XMPP domain
     * @param password what was typed or sent
     */
    public CompletableFuture<Outcome> authenticate(String user, String domain, String password) {
        return authenticate(user, domain, password, Optional.empty());
    }

    /**
     * The same for a client whose address is known. Addresses from which the user has logged in have a limit of wrong
     * passwords of their own, so that somebody who guesses elsewhere does not lock the user out.
     *
     * @param client the address of the user's client, as the server sees it; never that of the server or of a proxy
     */
    public CompletableFuture<Outcome> authenticate(
            String user, String domain, String password, Optional<InetAddress> client) {
        long start = System.nanoTime();
        CompletableFuture<Outcome> decided = decide(user, domain, password, client);
        return heard(
                Question.LOGIN,
                start,
                client.isEmpty()
                        ? decided
                        : decided.thenApply(outcome -> {
                            if (outcome.decision() == Outcome.Decision.YES) {
                                memory().addresses().add(new UserKey(Accounts.accountOf(user), domain), client);
                            }
                            return outcome;
                        }));
    }

    private CompletableFuture<Outcome> decide(
            String user, String domain, String password, Optional<InetAddress> client) {
        if (user.isEmpty() || password.isEmpty()) {
            return done(Outcome.no(Reason.EMPTY, ""));
        }
        if (hasControlCharacter(user) || hasControlCharacter(password)) {
            return done(Outcome.no(Reason.MALFORMED, ""));
        }
        Optional<Endpoint> endpoint = endpoints.forDomain(domain);
        if (endpoint.isEmpty()) {
            return done(noEndpoint(domain));
        }
        String account = Accounts.accountOf(user);
        UserKey key = new UserKey(account, domain);
        if (!isToken(password, user, account, domain, endpoint.get()) || isRefused(key)) {
            return login(endpoint.get(), account, key, password, client);
        }
        if (!isMissing(key)) {
            return done(Outcome.yes(Reason.TOKEN));
        }
        return decideExistence(user, domain)
                .thenCompose(exists -> exists.decision() == Outcome.Decision.YES
                        ? done(Outcome.yes(Reason.TOKEN))
                        : login(endpoint.get(), account, key, password, client));
    }

    private CompletableFuture<Outcome> login(
            Endpoint endpoint, String account, UserKey key, String password, Optional<InetAddress> client) {
        return new LoginDecision(
                        memory(),
                        cloud,
                        accountListener,
                        clock,
                        endpoint,
                        account,
                        key,
                        password,
                        client,
                        () -> existsByCacheOrCloud(account, key, key.domain()))
                .outcome();
    }

    /**
     * Whether the cloud knows this user.
     *
     * @param user   XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain XMPP domain
     */
    public CompletableFuture<Outcome> exists(String user, String domain) {
        long start = System.nanoTime();
        return heard(Question.EXISTENCE, start, decideExistence(user, domain));
    }

    private CompletableFuture<Outcome> decideExistence(String user, String domain) {
        if (user.isEmpty()) {
            return done(Outcome.no(Reason.EMPTY, ""));
        }
        if (hasControlCharacter(user)) {
            return done(Outcome.no(Reason.MALFORMED, ""));
        }
        String account = Accounts.accountOf(user);
        UserKey key = new UserKey(account, domain);
        CompletableFuture<Void> recall = existence().recall(key);
        return recall.isDone()
                ? existsByCacheOrCloud(account, key, domain)
                : recall.thenCompose(recalled -> existsByCacheOrCloud(account, key, domain));
    }

    private CompletableFuture<Outcome> heard(Question question, long start, CompletableFuture<Outcome> outcome) {
        return listener == DecisionListener.NONE
                ? outcome
                : outcome.thenApply(decided -> {
                    listener.decided(question, decided, Duration.ofNanos(System.nanoTime() - start));
                    return decided;
                });
    }

    private CompletableFuture<Outcome> existsByCacheOrCloud(String account, UserKey key, String domain) {
        Optional<Boolean> fresh = existence().fresh(key);
        if (fresh.isPresent()) {
            return done(Outcome.of(fresh.get(), existence().isMissing(key) ? Reason.UNCONFIRMED : Reason.CACHED, ""));
        }
        Optional<Endpoint> found = endpoints.forDomain(domain);
        if (found.isEmpty()) {
            return done(noEndpoint(domain));
        }
        if (!existence().wasKnown(key) && !cloud.mayAskAboutUnknownName(found.get())) {
            return done(Outcome.cannotTell(Reason.UNKNOWN_NAMES, ""));
        }
        return askExistence(found.get(), account, key)
                .thenCompose(said -> said instanceof Unreachable
                        ? existence().awaitRecall(key).thenApply(recalled -> existenceOutcome(key, said))
                        : done(existenceOutcome(key, said)));
    }

    private CompletableFuture<Answer<Boolean>> askExistence(Endpoint endpoint, String account, UserKey key) {
        return cloud.exists(endpoint, account, key, said -> {
            if (!(said instanceof Unreachable<Boolean>)) {
                memory().learn(key, said instanceof Yes<Boolean>);
            }
        });
    }

    private CompletableFuture<Answer<Boolean>> askAgain(UserKey user) {
        return endpoints
                .forDomain(user.domain())
                .map(endpoint -> askExistence(endpoint, user.account(), user))
                .orElseGet(() -> done(new Unreachable<>(Cause.NO_ENDPOINT, withoutEndpoint(user.domain()))));
    }

    /**
     * Queries the cloud again about users who have been missing for a while, and treats those who still are as deleted. To
     * be called {@link #confirmEvery}; waits for the cloud.
     */
    public void confirmMissing() throws InterruptedException {
        departures.round();
    }

    /** How often {@link #confirmMissing} is to be called. */
    public Duration confirmEvery() {
        return policy.confirmationCheck();
    }

    /** The domains where too many users are missing at once for anybody to be deleted. */
    public List<MassDisappearance> massDisappearances() {
        return departures.held();
    }

    /**
     * Takes all users of a domain for deleted whom the cloud does not know any more, since an administrator confirms it. Asks
     * about each of them once more, and waits for the cloud.
     *
     * @return the number of users who do not exist any more
     */
    public int believeMissing(String domain) throws InterruptedException {
        return departures.believe(XmppDomains.normal(domain));
    }

    /**
     * Remembers what another question to the cloud has shown of a user's existence.
     *
     * @param user   XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain XMPP domain
     */
    public void learnExistence(String user, String domain, boolean exists) {
        memory().learn(new UserKey(Accounts.accountOf(user), domain), exists);
    }

    /**
     * The roster of the groups that this user shares, as the cloud gives it now or, with Nextcloud's own API, as logins and the last
     * {@link #refreshRosters} have shown it. If the cloud does not know a user who was known, that is {@link Cause#UNCONFIRMED}
     * until it is to be believed.
     *
     * @param user   XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain XMPP domain
     */
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(String user, String domain) {
        Optional<Endpoint> endpoint = endpoints.forDomain(domain);
        if (endpoint.isEmpty()) {
            return CompletableFuture.completedFuture(new Unreachable<>(Cause.NO_ENDPOINT, withoutEndpoint(domain)));
        }
        String account = Accounts.accountOf(user);
        UserKey key = new UserKey(account, domain);
        return cloud.sharedRoster(
                endpoint.get(),
                account,
                key,
                said -> saysWhoExists(said)
                        ? existence().recall(key).thenApply(recalled -> learnedByRoster(endpoint.get(), key, said))
                        : done(said));
    }

    private static boolean saysWhoExists(Answer<CloudRoster> said) {
        return !(said instanceof Unreachable<CloudRoster>) && !CloudRoster.isRemembered(said);
    }

    /**
     * Reads anew what the answers to {@link #sharedRoster} are taken from, where the cloud is not asked for each.
     *
     * @return true unless the cloud does not answer
     */
    public CompletableFuture<Boolean> refreshRosters(String domain) {
        return endpoints
                .forDomain(domain)
                .map(endpoint -> cloud.refreshRosters(endpoint).thenApply(said -> said instanceof Yes))
                .orElseGet(() -> done(false));
    }

    private Answer<CloudRoster> learnedByRoster(Endpoint endpoint, UserKey key, Answer<CloudRoster> said) {
        boolean exists = said instanceof Yes<CloudRoster>;
        boolean current = cloud.isCurrent(endpoint, key);
        if (exists
                && current
                && (existence().isMissing(key) || !existence().fresh(key).orElse(false))) {
            existence().present(key);
        }
        return exists || current && existence().absent(key)
                ? said
                : new Unreachable<>(
                        Cause.UNCONFIRMED, "the cloud does not know " + key + " any more, who was known before");
    }

    /**
     * When a password of the user's was last superseded or refused, or had to be confirmed by the cloud again: tokens that a
     * server has issued to the user before are out of date. Empty if that is not known, as of users who have not been
     * asked about in this process, and where no passwords are remembered. Does not block.
     */
    public Optional<Instant> passwordChanged(UserKey user) {
        PasswordCache passwords = memory().passwords();
        return passwords == null ? Optional.empty() : passwords.passwordChanged(user);
    }

    /**
     * Reads what is stored of these users, some at a time, so that their next logins need not wait for the database.
     *
     * @return completes when they have been read, or could not be read soon
     */
    public CompletableFuture<Void> recall(List<UserKey> users) {
        if (users.isEmpty()) {
            return done(null);
        }
        List<UserKey> now = users.subList(0, Math.min(users.size(), RECALLED_TOGETHER));
        return CompletableFuture.allOf(now.stream().map(existence()::recall).toArray(CompletableFuture<?>[]::new))
                .thenCompose(recalled -> recall(users.subList(now.size(), users.size())));
    }

    /**
     * The known state of an account; the cloud is not queried.
     *
     * @param user   XMPP local part or account, any case, escaped (XEP-0106) or not
     * @param domain XMPP domain
     */
    public CompletableFuture<AccountState> account(String user, String domain) {
        UserKey key = new UserKey(Accounts.accountOf(user), domain);
        return existence()
                .recall(key)
                .thenApply(recalled -> new AccountState(
                        isRefused(key) ? Optional.of(false) : existence().lastKnown(key), passwordChanged(key)));
    }

    /** By address, whether a cloud that has been asked counts as unreachable now, and is only tried now and then. */
    public Map<URI, Boolean> unreachable() {
        return cloud.unreachable();
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /**
     * Another cloud answers for an XMPP domain from now on: what the former one has said of its users is void. To be called
     * after {@link Endpoints} has changed; what is on its way from the former cloud is not learned any more.
     */
    public void cloudChanged(String domain) {
        UserMemory known = memory;
        if (known == null) {
            return;
        }
        String lower = XmppDomains.normal(domain);
        if (known.passwords() != null) {
            known.passwords().forgetDomain(lower);
        }
        known.existence().forgetDomain(lower);
        known.refused().forgetDomain(lower);
        known.ended().asMap().keySet().removeIf(user -> user.domain().equals(lower));
        known.accepted().asMap().keySet().removeIf(user -> user.domain().equals(lower));
    }

    /** Whether the cloud has refused the account, whatever the password, and this process has learned it. */
    private boolean isRefused(UserKey user) {
        UserMemory known = memory;
        return known != null && known.ended().getIfPresent(user) != null;
    }

    /** Whether the account did not exist when this process learned of it last. */
    private boolean isMissing(UserKey user) {
        UserMemory known = memory;
        return known != null && known.existence().lastKnown(user).equals(Optional.of(false));
    }

    /** Made for the first question that needs it: a token does not, and it takes a fifth of a program's start. */
    private UserMemory memory() {
        UserMemory made = memory;
        return made != null ? made : makeMemory();
    }

    private synchronized UserMemory makeMemory() {
        if (memory == null) {
            PasswordCache passwords = policy.passwords()
                    ? new PasswordCache(policy, hasher, persistence, clock, accountListener::passwordChanged)
                    : null;
            ExistenceCache existence =
                    new ExistenceCache(policy, persistence, user -> watcher.knows(user), this::gone, clock);
            if (passwords != null) {
                persistence.hold(passwords);
            }
            persistence.hold(existence);
            RefusedPasswords refused = new RefusedPasswords(protection.refusedTtl(), clock);
            persistence.hold(refused);
            memory = new UserMemory(
                    new Recogniser(),
                    passwords,
                    refused,
                    existence,
                    new GuessLimiter(protection.guessLimit(), clock),
                    new KnownAddresses(clock),
                    BoundedCaches.builder(clock, policy.maxUsers())
                            .expireAfterWrite(LONGEST_TOKEN)
                            .build(),
                    BoundedCaches.builder(clock, policy.maxUsers())
                            .expireAfterWrite(UserMemory.ACCEPTED_KEPT)
                            .build());
        }
        return memory;
    }

    /** JSXC signs the account; the server may hand us the escaped form of it. */
    private boolean isToken(String password, String user, String account, String domain, Endpoint endpoint) {
        Token.Verdict verdict = Token.check(password, account, domain, endpoint.secrets(), clock.instant());
        if (verdict == Token.Verdict.FORGED && !account.equals(user)) {
            verdict = Token.check(password, user, domain, endpoint.secrets(), clock.instant());
        }
        if (verdict == Token.Verdict.FORGED) {
            log.warn(
                    "a time-limited token for {} is well-formed but not signed for this user: somebody may be "
                            + "trying to get in, or the XMPP domain differs from the one that JSXC is configured with",
                    new UserKey(account, domain));
        }
        return verdict == Token.Verdict.VALID;
    }

    private void gone(UserKey user) {
        PasswordCache passwords = memory().passwords();
        if (passwords != null) {
            passwords.ended(user);
        }
        accountListener.ended(user, AccountListener.End.DELETED);
        watcher.gone(user);
    }

    private Outcome existenceOutcome(UserKey key, Answer<Boolean> said) {
        if (said instanceof Unreachable<Boolean> unreachable) {
            return existence()
                    .lastKnown(key)
                    .map(last -> Outcome.of(last, Reason.LAST_KNOWN, unreachable.detail()))
                    .orElseGet(() -> Outcome.cannotTell(unreachable.detail()));
        }
        if (existence().isMissing(key)) {
            return Outcome.yes(Reason.UNCONFIRMED);
        }
        return said instanceof No<Boolean> no && !no.asked()
                ? Outcome.no(no)
                : Outcome.of(said instanceof Yes<Boolean>, Reason.CLOUD, "");
    }

    private ExistenceCache existence() {
        return memory().existence();
    }

    /** Asks unreachable clouds no more whether they are back. */
    @Override
    public void close() {
        cloud.close();
    }

    private static Outcome noEndpoint(String domain) {
        return Outcome.cannotTell(withoutEndpoint(domain));
    }

    private static String withoutEndpoint(String domain) {
        return "no cloud is configured for domain \"" + domain + "\"";
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
