package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.cloud.Answer.No.About;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.http.Diagnosis;
import net.xcauth.core.cloud.http.HttpOutcome;
import net.xcauth.core.user.Accounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks passwords by {@code cloud/user}. A password in the form of an app password is sent as Bearer and never as
 * Basic: the brute force protection neither counts nor delays that. All others are sent as Basic.
 */
final class PasswordCheck {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);
    private static final int MOST_BEARERS = 2;
    private static final int MOST_LOGGED = 1_000;

    private final ServiceAccounts serviceAccounts;
    private final ForeignIds foreignIds;
    private final Throttle throttle;
    private final PerKeyLimit<User> bearers = new PerKeyLimit<>(MOST_BEARERS);
    private final Cache<Mention, Boolean> logged;

    private record User(Endpoint.Nextcloud endpoint, String account) {}

    private record Mention(String asked, String answered) {}

    PasswordCheck(ServiceAccounts serviceAccounts, ForeignIds foreignIds, Throttle throttle, Clock clock) {
        this.serviceAccounts = serviceAccounts;
        this.foreignIds = foreignIds;
        this.throttle = throttle;
        this.logged = Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .maximumSize(MOST_LOGGED)
                .expireAfterWrite(Duration.ofHours(1))
                .build();
    }

    /** Checks a password. A yes contains the account's own id. */
    CompletableFuture<Answer<Identity>> of(CloudAccess cloud, String account, String password) {
        if (!Names.possible(account)) {
            return completedFuture(No.unasked(About.PASSWORD, Names.fault(account)));
        }
        return switch (PasswordShape.of(password)) {
            case IMPOSSIBLE -> completedFuture(No.unasked(About.PASSWORD, "no account can have this password"));
            case APP_PASSWORD -> byBearer(cloud, account, password);
            case LOGIN_PASSWORD ->
                cloud.endpoint().appPasswordsOnly()
                        ? completedFuture(No.unasked(
                                About.METHOD, "this is not an app password, and only app passwords are accepted here"))
                        : byBasic(cloud, account, password);
        };
    }

    private CompletableFuture<Answer<Identity>> byBearer(CloudAccess cloud, String account, String password) {
        Authorization bearer = Authorization.bearer(password);
        return bearers.run(
                new User(cloud.endpoint(), Accounts.asciiLowerCase(account)),
                () -> sent(cloud, account, bearer, Proof.APP_PASSWORD),
                () -> cloud.noAnswer(Cause.OVERLOAD, "is already checking two app passwords of this user"));
    }

    private CompletableFuture<Answer<Identity>> byBasic(CloudAccess cloud, String account, String password) {
        Authorization basic = Authorization.basic(account, password);
        return throttle.<Identity>reason(cloud)
                .thenCompose(withheld -> withheld.isPresent()
                        ? completedFuture(withheld.get())
                        : sent(cloud, account, basic, Proof.LOGIN_PASSWORD));
    }

    private CompletableFuture<Answer<Identity>> sent(
            CloudAccess cloud, String account, Authorization authorization, Proof proof) {
        long asked = cloud.learned().directory().question();
        return cloud.send(requests -> requests.user(authorization))
                .thenCompose(outcome -> meaning(cloud, account, outcome, proof, asked));
    }

    private CompletableFuture<Answer<Identity>> meaning(
            CloudAccess cloud, String account, HttpOutcome outcome, Proof proof, long asked) {
        if (!(outcome instanceof HttpOutcome.Reply reply) || reply.cut()) {
            return completedFuture(cloud.noAnswer(outcome));
        }
        if (reply.status() == 401) {
            return refusal(cloud, reply, proof);
        }
        Optional<CloudUser> user = OcsAnswer.success(reply, CloudUser::read);
        return user.isPresent()
                ? accepted(cloud, account, user.get(), proof, asked)
                : completedFuture(cloud.noAnswer(outcome));
    }

    /** Up to release 30 the refusal is always XML, so the header decides. */
    private CompletableFuture<Answer<Identity>> refusal(CloudAccess cloud, HttpOutcome.Reply reply, Proof proof) {
        if (Diagnosis.isPage(reply)) {
            return completedFuture(cloud.noAnswer(reply)); // from a web server or proxy with its own login
        }
        if (NoAnswer.offersBasic(reply)) {
            return completedFuture(new No<>("the cloud does not accept this password"));
        }
        boolean notLoggedIn = OcsAnswer.read(reply.body(), OcsAnswer::nothing)
                .filter(answer -> answer.code() == 997)
                .isPresent();
        return notLoggedIn
                ? serviceAccounts
                        .headerWorks(cloud)
                        .thenApply(
                                works -> works
                                        ? notLoggedIn(proof)
                                        : cloud.noAnswer(
                                                Cause.AUTHORIZATION,
                                                "does not say whether the password is right: the account needs an app "
                                                        + "password (two-factor), or the web server drops the Authorization header"))
                : completedFuture(cloud.noAnswer(reply));
    }

    /** The header has reached Nextcloud, so Nextcloud refuses the account or the token. */
    private static Answer<Identity> notLoggedIn(Proof proof) {
        return proof == Proof.APP_PASSWORD
                ? new No<>(
                        "this is a revoked app password, a one-time code, or a login password that looks like an app password, which"
                                + " is not supported")
                : new No<>(About.METHOD, "the account needs an app password (two-factor authentication)");
    }

    private CompletableFuture<Answer<Identity>> accepted(
            CloudAccess cloud, String account, CloudUser user, Proof proof, long asked) {
        cloud.learned().headerWorked();
        if (!user.enabled()) {
            cloud.learned().directory().disabled(user.id());
            return completedFuture(new No<>(About.ACCOUNT, "the account is disabled"));
        }
        return serviceAccounts.self(cloud).thenCompose(self -> {
            if (self.filter(id -> Accounts.isSame(user.id(), id, "")).isPresent()) {
                return completedFuture(
                        new No<>("the cloud accepts this password for the service account, which cannot log in here"));
            }
            cloud.learned().exists(user.id());
            cloud.learned().directory().loggedIn(user, asked);
            return Accounts.isSame(user.id(), account, "")
                    ? completedFuture(new Answer.Yes<>(user.provenBy(proof)))
                    : foreignIds.decide(cloud, account, user, proof).thenApply(answer -> logged(account, user, answer));
        });
    }

    /** Logs, once an hour, that a password was correct for an account with another id. */
    private Answer<Identity> logged(String account, CloudUser user, Answer<Identity> answer) {
        if (answer instanceof No<Identity> no
                && logged.asMap().putIfAbsent(new Mention(account, user.id()), true) == null) {
            LOG.warn("A login as \"{}\" was refused: {}", Printable.of(account, 200), no.why());
        }
        return answer;
    }
}
