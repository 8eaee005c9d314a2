package net.xcauth.core.cloud.nextcloud;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudDirectory;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.CountedGuesses;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.http.LazyTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries clouds through Nextcloud's own API, releases 28 to 35, as far as each supports it. Thread-safe and
 * non-blocking; no future completes exceptionally. For {@link Endpoint.Nextcloud} only.
 */
public final class NextcloudClient implements Cloud {
    private static final Logger LOG = LoggerFactory.getLogger(NextcloudClient.class);
    private static final int MOST_CLOUDS = 1_000;

    private final LazyTransport transport;
    private final Clock clock;
    private final BiPredicate<String, String> wanted;
    private final Cache<Endpoint.Nextcloud, LearnedCloud> learned = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST_CLOUDS)
            .build();
    private final ServiceAccounts serviceAccounts = new ServiceAccounts();
    private final Directories directories = new Directories(serviceAccounts);
    private final Throttle throttle;
    private final ForeignIds foreignIds;
    private final PasswordCheck passwordCheck;
    private final RosterLookup rosterLookup;

    /**
     * @param transport closed with this
     * @param settings  the time limits, and how to treat unknown names on a cloud with LDAP accounts
     * @param pairs     stores the accounts of names that are not their ids; without it, logins that the cloud answers
     *                  with another id are refused
     * @param wanted    selects the groups for rosters by id and display name; the others are left out and cost nothing
     */
    public NextcloudClient(
            LazyTransport transport,
            CloudSettings settings,
            Clock clock,
            Optional<AccountPairs> pairs,
            BiPredicate<String, String> wanted) {
        this.transport = transport;
        this.clock = clock;
        this.wanted = wanted;
        throttle = new Throttle(settings.requestTimeout());
        ExistenceCheck existence = new ExistenceCheck(serviceAccounts);
        foreignIds = new ForeignIds(pairs, existence, settings.strictExistence(), clock);
        passwordCheck = new PasswordCheck(serviceAccounts, foreignIds, throttle, clock);
        rosterLookup = new RosterLookup(directories, existence, wanted, clock);
    }

    /** Checks a password. A yes contains the account's id, which may differ from the name for LDAP accounts. */
    @Override
    public CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password) {
        return answered(endpoint, cloud -> passwordCheck.of(cloud, account, password));
    }

    /** App passwords are recognized by their form, and sent such that the cloud neither counts nor delays them. */
    @Override
    public Identity.Proof proof(Endpoint endpoint, String password) {
        return PasswordShape.of(password) == PasswordShape.APP_PASSWORD
                ? Identity.Proof.APP_PASSWORD
                : Identity.Proof.LOGIN_PASSWORD;
    }

    @Override
    public CompletableFuture<Answer<CountedGuesses>> countedGuesses(Endpoint endpoint) {
        return Answers.then(
                bruteForce(endpoint), state -> CompletableFuture.completedFuture(new Answer.Yes<>(state.counted())));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> exists(Endpoint endpoint, String account) {
        return answered(endpoint, cloud -> foreignIds.exists(cloud, account));
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint endpoint, String account) {
        return answered(
                endpoint,
                cloud -> Answers.then(
                        foreignIds.names(cloud),
                        names -> foreignIds.then(cloud, account, id -> rosterLookup.of(cloud, id, names))));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        return answered(endpoint, rosterLookup::refresh);
    }

    /**
     * Reads groups, their members and the names of accounts, as far as they are visible to the service account.
     *
     * @param token  the token of the address book as last read, for the changes since then; empty to read all of it
     * @param wanted selects groups by id and display name; the others are left out and cost nothing
     */
    public CompletableFuture<Answer<CloudDirectory>> directory(
            Endpoint.Nextcloud endpoint, String token, BiPredicate<String, String> wanted) {
        return answered(
                endpoint,
                cloud -> Answers.then(
                        directories.read(cloud, token, wanted, Map.of()),
                        read -> CompletableFuture.completedFuture(new Answer.Yes<>(read.directory()))));
    }

    /** Queries the status page: {@code Yes(true)} if the cloud works according to it. */
    @Override
    public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
        String host = NoAnswer.host(endpoint.url());
        return Answers.then(
                status(endpoint),
                page -> CompletableFuture.completedFuture(
                        page.maintenance()
                                ? new Answer.Unreachable<>(Cause.MAINTENANCE, host + " is in maintenance mode")
                                : page.needsDbUpgrade()
                                        ? new Answer.Unreachable<>(
                                                Cause.MAINTENANCE,
                                                host + " has a pending upgrade; run on the cloud: occ upgrade")
                                        : new Answer.Yes<>(true)));
    }

    /** Queries the product, its version and its state. */
    public CompletableFuture<Answer<ServerStatus>> status(Endpoint endpoint) {
        return answered(
                endpoint, cloud -> cloud.send(Requests::status).thenApply(outcome -> ServerStatus.of(cloud, outcome)));
    }

    /** Queries the identity and groups of the service account, which must be configured. */
    public CompletableFuture<Answer<Identity>> serviceAccount(Endpoint endpoint) {
        return answered(
                endpoint,
                cloud -> Answers.then(
                        serviceAccounts.user(cloud),
                        user -> CompletableFuture.completedFuture(
                                new Answer.Yes<>(user.provenBy(Identity.Proof.APP_PASSWORD)))));
    }

    /** An inspection of one cloud, for diagnosis. */
    public Inspection inspection(Endpoint.Nextcloud endpoint) {
        return new Inspection(access(endpoint), serviceAccounts, throttle, clock);
    }

    /** Queries the state of the cloud's brute force protection for this machine. */
    public CompletableFuture<Answer<BruteForce>> bruteForce(Endpoint endpoint) {
        return answered(endpoint, throttle::state);
    }

    @Override
    public void close() {
        transport.close();
    }

    private CloudAccess access(Endpoint.Nextcloud endpoint) {
        return new CloudAccess(
                endpoint, learned.get(endpoint, each -> new LearnedCloud(clock, wanted)), transport.get());
    }

    private <T> CompletableFuture<Answer<T>> answered(
            Endpoint endpoint, Function<CloudAccess, CompletableFuture<Answer<T>>> question) {
        CloudAccess cloud = access((Endpoint.Nextcloud) endpoint);
        return question.apply(cloud).exceptionally(failure -> {
            // Ensures that no future completes exceptionally.
            LOG.error("A query to {} failed", cloud.host(), failure);
            return cloud.noAnswer(
                    Cause.CLOUD_ERROR, "could not be queried because of a bug in this program; the log has details");
        });
    }
}
