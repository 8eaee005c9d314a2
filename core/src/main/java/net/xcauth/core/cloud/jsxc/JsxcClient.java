package net.xcauth.core.cloud.jsxc;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No.About;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Cloud;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.cloud.Printable;
import net.xcauth.core.cloud.RequestCoalescer;
import net.xcauth.core.cloud.RosterEntry;
import net.xcauth.core.cloud.SignatureAlgorithm;
import net.xcauth.core.cloud.http.HttpOutcome;
import net.xcauth.core.cloud.http.LazyTransport;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.user.Accounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries clouds through the external API of the JSXC app ({@code ojsxc} 3.2 to 5.0).
 *
 * <p>Connections are reused; a request on a connection that the server has just closed is repeated once, since all
 * operations only read. A request whose signature is refused is repeated with each other secret of its endpoint, within
 * its deadline. Redirects are not followed. The HTTP client is created for the first query: constructing this is cheap.
 */
public final class JsxcClient implements Cloud {

    private static final Logger LOG = LoggerFactory.getLogger(JsxcClient.class);

    private final LazyTransport transport;
    private final SignatureAlgorithm signature;
    private final AcceptedSecrets accepted = new AcceptedSecrets();
    private final RequestCoalescer<Endpoint, Answer<Boolean>> neutralQueries = new RequestCoalescer<>();

    /** @throws RefusedException if the CA file cannot be read; the message names it and the problem */
    public JsxcClient(CloudSettings settings) {
        this(new LazyTransport(settings), settings.signature());
    }

    /** @param transport closed with this */
    public JsxcClient(LazyTransport transport, SignatureAlgorithm signature) {
        this.transport = transport;
        this.signature = signature;
    }

    @Override
    public CompletableFuture<Answer<Identity>> authenticate(Endpoint cloud, String account, String password) {
        Endpoint.Jsxc endpoint = jsxc(cloud);
        byte[] body = Operation.AUTH.body(account, endpoint.authenticationDomain(), password);
        return ask(Operation.AUTH, endpoint, account, body, password, answer -> accepted(answer, account, endpoint))
                .thenCompose(answer ->
                        answer instanceof Answer.Unreachable<Identity> refusal && refusal.cause() == Cause.REFUSED
                                ? whoIsRefused(endpoint, refusal)
                                : CompletableFuture.completedFuture(answer));
    }

    @Override
    public CompletableFuture<Answer<Boolean>> exists(Endpoint cloud, String account) {
        Endpoint.Jsxc endpoint = jsxc(cloud);
        byte[] body = Operation.ISUSER.body(account, endpoint.authenticationDomain());
        return ask(Operation.ISUSER, endpoint, account, body, "", JsxcClient::existing);
    }

    @Override
    public CompletableFuture<Answer<CloudRoster>> sharedRoster(Endpoint cloud, String account) {
        Endpoint.Jsxc endpoint = jsxc(cloud);
        byte[] body = Operation.SHAREDROSTER.body(account, endpoint.authenticationDomain());
        return ask(Operation.SHAREDROSTER, endpoint, account, body, "", answer -> roster(answer, account, endpoint));
    }

    /** Queries a made-up account; concurrent calls share one request. */
    @Override
    public CompletableFuture<Answer<Boolean>> neutral(Endpoint endpoint) {
        return neutralQueries.ask(
                endpoint, () -> exists(endpoint, MadeUpAccount.create().account()));
    }

    /**
     * Queries whether an account exists, as {@link #exists} does, and also returns details of the HTTP response. Never
     * completes exceptionally.
     */
    public CompletableFuture<Observed<Boolean>> observe(Endpoint.Jsxc endpoint, String account) {
        Signing signing =
                signing(Operation.ISUSER, endpoint, Operation.ISUSER.body(account, endpoint.authenticationDomain()));
        Interpreter<Boolean> interpreter = new Interpreter<>(endpoint.url(), JsxcClient::existing, "");
        CompletableFuture<HttpOutcome> outcome = transport.get().send(signing);
        return answer(signing, outcome, interpreter)
                .thenCombine(outcome, (answer, seen) -> Observed.of(answer, seen, signing.position()));
    }

    /**
     * Loads what the first request to this cloud needs, without sending anything. Takes tens of milliseconds, and more
     * with TLS, so that it should run concurrently with the program's start.
     */
    public void prepare(Endpoint endpoint) {
        transport.get().prepare(endpoint.url());
        ApiAnswer.prepare();
    }

    @Override
    public void close() {
        transport.close();
    }

    /** True if finished requests have left nothing behind. */
    boolean idle() {
        return transport.idle();
    }

    private static Endpoint.Jsxc jsxc(Endpoint cloud) {
        if (cloud instanceof Endpoint.Jsxc endpoint) {
            return endpoint;
        }
        throw new IllegalArgumentException(cloud + " has no JSXC API");
    }

    private <T> CompletableFuture<Answer<T>> ask(
            Operation operation,
            Endpoint.Jsxc endpoint,
            String account,
            byte[] body,
            String hidden,
            Function<ApiAnswer, Optional<Answer<T>>> success) {
        Signing signing = signing(operation, endpoint, body);
        Interpreter<T> interpreter = new Interpreter<>(endpoint.url(), success, hidden);
        CompletableFuture<Answer<T>> answer = answer(signing, transport.get().send(signing), interpreter);
        return LOG.isDebugEnabled() ? logged(answer, operation, account) : answer;
    }

    private Signing signing(Operation operation, Endpoint.Jsxc endpoint, byte[] body) {
        return new Signing(accepted, endpoint, signature, body, operation.answerLimit());
    }

    private static <T> CompletableFuture<Answer<T>> answer(
            Signing signing, CompletableFuture<HttpOutcome> outcome, Interpreter<T> interpreter) {
        return outcome.thenApply(result -> {
                    Answer<T> answer = interpreter.meaning(result);
                    signing.answered(answer);
                    return answer;
                })
                .exceptionally(bug -> unreadable(signing, bug));
    }

    /** Ensures that no future completes exceptionally. */
    private static <T> Answer<T> unreadable(Signing signing, Throwable bug) {
        LOG.error("Reading the answer of {} failed", signing.host(), bug);
        return new Answer.Unreachable<>(
                Cause.UNEXPECTED_JSON, "The answer of " + signing.host() + " could not be read");
    }

    private static <T> CompletableFuture<Answer<T>> logged(
            CompletableFuture<Answer<T>> answer, Operation operation, String account) {
        long start = System.nanoTime();
        return answer.whenComplete((result, fault) -> LOG.debug(
                "{} of '{}' took {} ms",
                operation,
                Printable.of(account, 200),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
    }

    /**
     * Nextcloud lets users log in with their e-mail address, which they can set to anything. So a yes is only valid for
     * the requested account.
     */
    private static Optional<Answer<Identity>> accepted(ApiAnswer answer, String account, Endpoint.Jsxc endpoint) {
        return switch (answer.result()) {
            case "success" ->
                answer.uid()
                        .filter(uid -> !uid.isEmpty())
                        .map(uid -> Accounts.isSame(uid, account, endpoint.authenticationDomain())
                                ? new Answer.Yes<>(new Identity(uid))
                                : new Answer.No<>(
                                        "the cloud accepts this password for the account \"" + Printable.of(uid, 200)
                                                + "\", not for \"" + Printable.of(account, 200) + '"'));
            case "noauth" -> Optional.of(new Answer.No<>("the cloud does not accept this password"));
            default -> Optional.empty();
        };
    }

    /**
     * Distinguishes a refused user from an address that refuses everyone, and so does not answer about a made-up
     * account either. If the cloud withholds that answer, it remains unknown; anyone can cause this, so it must not
     * look like an outage.
     */
    private CompletableFuture<Answer<Identity>> whoIsRefused(
            Endpoint.Jsxc endpoint, Answer.Unreachable<Identity> refusal) {
        return neutral(endpoint).thenApply(neutral -> {
            if (neutral instanceof Answer.Unreachable<Boolean> unknown) {
                return unknown.cause().withheld()
                        ? new Answer.Unreachable<>(unknown.cause(), refusal.detail() + ", and " + unknown.detail())
                        : refusal;
            }
            return new Answer.No<>(About.ACCOUNT, "account disabled or login refused by the cloud");
        });
    }

    private static Optional<Answer<Boolean>> existing(ApiAnswer answer) {
        return answer.isUser()
                .filter(known -> answer.result().equals("success"))
                .map(known -> known
                        ? new Answer.Yes<>(true)
                        : new Answer.No<>(About.ACCOUNT, "the cloud does not know this account"));
    }

    /** A valid roster lists its owner, or nobody. */
    private static Optional<Answer<CloudRoster>> roster(ApiAnswer answer, String account, Endpoint.Jsxc endpoint) {
        if (!answer.result().equals("success") || !answer.hasRoster()) {
            return Optional.empty();
        }
        CloudRoster roster = RosterJson.read(answer.text());
        List<RosterEntry> entries = roster.entries();
        boolean own = entries.isEmpty()
                || entries.stream()
                        .anyMatch(entry -> Accounts.isSame(entry.account(), account, endpoint.authenticationDomain()));
        return Optional.of(
                own
                        ? new Answer.Yes<>(roster)
                        : new Answer.Unreachable<>(
                                Cause.OTHER_ACCOUNT,
                                "the roster that the cloud sent for \"" + Printable.of(account, 200)
                                        + "\" does not list this account"));
    }
}
