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
 * Queries clouds through Nextcloud's own API, releases 28 to 35 as far as each allows. Thread-safe and non-blocking; no future
 * completes exceptionally. Takes {@link Endpoint.Nextcloud} only.
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
    private final SharedRosters sharedRosters;

    /**
     * @param transport closed with this
     * @param settings  say how long an answer may take, and who exists on a cloud with LDAP accounts
     * @param pairs     stores which account stands for a name that is not its id; without such a store, a login that the cloud
     *                  answers with another id is refused
     * @param wanted    says by id and display name which groups matter to rosters; the others are left out and cost nothing
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
        Existence existence = new Existence(serviceAccounts);
        foreignIds = new ForeignIds(pairs, existence, settings.strictExistence(), clock);
        passwordCheck = new PasswordCheck(serviceAccounts, foreignIds, throttle, clock);
        sharedRosters = new SharedRosters(directories, existence, wanted, clock);
    }

    /** Asks whether the password is the account's. A yes carries the account's id, which may differ from the name for LDAP. */
    @Override
    public CompletableFuture<Answer<Identity>> authenticate(Endpoint endpoint, String account, String password) {
        return answered(endpoint, cloud -> passwordCheck.of(cloud, account, password));
    }

    /** App passwords are known by their form, and sent so that the cloud neither counts nor slows their checks. */
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
                        names -> foreignIds.then(cloud, account, id -> sharedRosters.of(cloud, id, names))));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> refreshRosters(Endpoint endpoint) {
        return answered(endpoint, sharedRosters::refresh);
    }

    /**
     * Reads groups, their members and the names of accounts, as far as the service account sees them.
     *
     * @param token  of the address book that was read before, for the changes since then; empty to read all of it
     * @param wanted says by id and display name which groups matter; the others are left out and cost nothing
     */
    public CompletableFuture<Answer<CloudDirectory>> directory(
            Endpoint.Nextcloud endpoint, String token, BiPredicate<String, String> wanted) {
        return answered(
                endpoint,
                cloud -> Answers.then(
                        directories.read(cloud, token, wanted, Map.of()),
                        read -> CompletableFuture.completedFuture(new Answer.Yes<>(read.directory()))));
    }

    /** Asks the status page: {@code Yes(true)} if the cloud works, as far as that page can say. */
    @Override
    public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
        String host = NoAnswer.host(endpoint.url());
        return Answers.then(
                status(endpoint),
                page -> CompletableFuture.completedFuture(
                        page.maintenance()
                                ? new Answer.Unreachable<>(Cause.MAINTENANCE, host + " says that it is in maintenance")
                                : page.needsDbUpgrade()
                                        ? new Answer.Unreachable<>(
                                                Cause.MAINTENANCE,
                                                host
                                                        + " has an upgrade that has not been run; on the cloud: occ upgrade")
                                        : new Answer.Yes<>(true)));
    }

    /** Asks which product and version this is, and whether it works. */
    public CompletableFuture<Answer<StatusPage>> status(Endpoint endpoint) {
        return answered(
                endpoint, cloud -> cloud.send(Requests::status).thenApply(outcome -> StatusPage.of(cloud, outcome)));
    }

    /** Asks who the service account is, which must be configured, and which groups it is in. */
    public CompletableFuture<Answer<Identity>> serviceAccount(Endpoint endpoint) {
        return answered(
                endpoint,
                cloud -> Answers.then(
                        serviceAccounts.user(cloud),
                        user -> CompletableFuture.completedFuture(
                                new Answer.Yes<>(user.provenBy(Identity.Proof.APP_PASSWORD)))));
    }

    /** A look at one cloud, for those who search for a fault. */
    public Inspection inspection(Endpoint.Nextcloud endpoint) {
        return new Inspection(access(endpoint), serviceAccounts, throttle, clock);
    }

    /** Asks how the cloud's brute force protection treats this machine. */
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
            // The last resort that keeps the promise that no future completes exceptionally.
            LOG.error("A question to {} failed", cloud.host(), failure);
            return cloud.noAnswer(
                    Cause.CLOUD_ERROR, "could not be asked, which is a fault of this program; the log has the details");
        });
    }
}
