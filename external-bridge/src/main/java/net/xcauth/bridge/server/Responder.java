package net.xcauth.bridge.server;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.core.auth.AccountState;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudRoster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a request into a reply, and logs the decision and its reason. */
public final class Responder {
    private static final Logger log = LoggerFactory.getLogger(Responder.class);
    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final Reply FEATURES = new Reply(
            Decision.YES,
            Request.Features.SERVER.stream()
                    .collect(Collectors.joining("\",\"", "{\"status\":\"ok\",\"features\":[\"", "\"]}")));

    private final Authenticator authenticator;
    private final RosterRequests rosters;

    /** A responder without shared rosters. */
    public Responder(Authenticator authenticator) {
        this(authenticator, RosterRequests.NONE);
    }

    public Responder(Authenticator authenticator, RosterRequests rosters) {
        this.authenticator = authenticator;
        this.rosters = rosters;
    }

    /**
     * Answers a request, other than {@link Request.Quit}.
     *
     * @param client the server that sent the request, for the log
     * @return already complete if the answer is known; never completes exceptionally
     */
    public CompletableFuture<Reply> answer(Request request, String client) {
        long start = System.nanoTime();
        if (request instanceof Request.Auth auth) {
            return afterLogin(
                    auth,
                    decide(
                            "auth",
                            auth.user(),
                            auth.domain(),
                            start,
                            authenticator.authenticate(auth.user(), auth.domain(), auth.password(), auth.client())));
        }
        if (request instanceof Request.IsUser isUser) {
            return decide(
                    "isuser",
                    isUser.user(),
                    isUser.domain(),
                    start,
                    authenticator.exists(isUser.user(), isUser.domain()));
        }
        if (request instanceof Request.Roster roster) {
            return authenticator
                    .sharedRoster(roster.user(), roster.domain())
                    .handle((answer, failure) -> failure == null
                            ? roster(roster, start, answer)
                            : failed("roster", roster.user(), roster.domain(), failure));
        }
        if (request instanceof Request.Contacts contacts) {
            return rosters.contacts(contacts.user(), contacts.domain(), contacts.version())
                    .handle((reply, failure) -> failure == null
                            ? contacts(contacts, start, reply)
                            : failed("contacts", contacts.user(), contacts.domain(), failure));
        }
        if (request instanceof Request.Account account) {
            return account(account)
                    .handle((state, failure) -> failure == null
                            ? account(account, start, state)
                            : failed("account", account.user(), account.domain(), failure));
        }
        if (request instanceof Request.Features) {
            return CompletableFuture.completedFuture(FEATURES);
        }
        if (request instanceof Request.RemoveUser remove) {
            log.warn(
                    "{} requests the deletion of {}: the account in the cloud remains, and shared groups are restored; "
                            + "to make ejabberd refuse such requests, set mod_register: access_remove: none",
                    client,
                    LogText.of(remove.user(), remove.domain()));
            rosters.removed(remove.user(), remove.domain());
        } else if (request instanceof Request.Malformed malformed) {
            log.warn("{} sent an invalid request: {}", client, malformed.why());
        } else {
            log.info("{} sent an unsupported request: {}", client, request);
        }
        return CompletableFuture.completedFuture(Reply.NO);
    }

    /** Delays a successful login until its roster is up to date, within limits. */
    private CompletableFuture<Reply> afterLogin(Request.Auth auth, CompletableFuture<Reply> decided) {
        return decided.isDone()
                ? withRoster(auth, decided.join())
                : decided.thenCompose(reply -> withRoster(auth, reply));
    }

    private CompletableFuture<Reply> withRoster(Request.Auth auth, Reply reply) {
        if (reply.decision() != Decision.YES) {
            return CompletableFuture.completedFuture(reply);
        }
        CompletableFuture<Void> ready = rosters.loggedIn(auth.user(), auth.domain());
        return ready.isDone()
                ? CompletableFuture.completedFuture(reply)
                : ready.handle((done, failure) -> {
                    if (failure != null) {
                        log.error(
                                "the roster of {} failed: internal error",
                                LogText.of(auth.user(), auth.domain()),
                                failure);
                    }
                    return reply;
                });
    }

    private CompletableFuture<Reply> decide(
            String operation, String user, String domain, long start, CompletableFuture<Outcome> decided) {
        if (decided.isDone() && !decided.isCompletedExceptionally()) {
            return CompletableFuture.completedFuture(reply(operation, user, domain, start, decided.join()));
        }
        return decided.handle((outcome, failure) -> failure == null
                ? reply(operation, user, domain, start, outcome)
                : failed(operation, user, domain, failure));
    }

    private static Reply failed(String operation, String user, String domain, Throwable failure) {
        log.error("{} {} failed: internal error", operation, LogText.of(user, domain), failure);
        return Reply.CANNOT_TELL;
    }

    private static Reply reply(String operation, String user, String domain, long start, Outcome outcome) {
        if (log.isInfoEnabled()) {
            log.info(line(operation, user, domain, words(outcome.decision()), outcome.why(), start));
        }
        return Reply.of(outcome.decision());
    }

    private static Reply roster(Request.Roster roster, long start, Answer<CloudRoster> answer) {
        Decision decision = Decision.YES;
        String text = "None";
        String why = "the cloud said so";
        if (answer instanceof Answer.Yes<CloudRoster> yes) {
            text = yes.value().json();
        } else if (answer instanceof Answer.No<CloudRoster> no) {
            decision = Decision.NO;
            why = no.why();
        } else if (answer instanceof Answer.Unreachable<CloudRoster> unreachable) {
            decision = Decision.CANNOT_TELL;
            why = unreachable.detail();
        }
        log.info(line("roster", roster.user(), roster.domain(), words(decision), why, start));
        return new Reply(decision, oneLine(text));
    }

    private static Reply contacts(Request.Contacts contacts, long start, Reply reply) {
        if (log.isDebugEnabled()) {
            log.debug(line(
                    "contacts",
                    contacts.user(),
                    contacts.domain(),
                    words(reply.decision()),
                    reply.text().map(text -> text.length() + " characters").orElse(""),
                    start));
        }
        return reply;
    }

    /** Queries the cloud for the account's existence, unless rosters reveal a deletion in time. */
    private CompletableFuture<AccountState> account(Request.Account account) {
        String user = account.user();
        String domain = account.domain();
        return rosters.watches(user, domain)
                ? authenticator.account(user, domain)
                : authenticator
                        .exists(user, domain)
                        .thenCompose(outcome -> authenticator
                                .account(user, domain)
                                .thenApply(state -> state.enabled().isPresent() ? state : state(outcome, state)));
    }

    /** The cloud's answer, for an account of which nothing is remembered. */
    private static AccountState state(Outcome exists, AccountState state) {
        return new AccountState(
                switch (exists.decision()) {
                    case YES -> Optional.of(true);
                    case NO -> Optional.of(false);
                    case CANNOT_TELL -> Optional.empty();
                },
                state.passwordChanged());
    }

    private static Reply account(Request.Account account, long start, AccountState state) {
        String enabled = state.enabled().map(each -> ",\"enabled\":" + each).orElse("");
        String changed = state.passwordChanged()
                .map(time -> String.format(
                        Locale.ROOT, ",\"password_updated\":%.3f", time.toEpochMilli() / MILLIS_PER_SECOND))
                .orElse("");
        Decision decision =
                state.enabled().map(each -> each ? Decision.YES : Decision.NO).orElse(Decision.CANNOT_TELL);
        if (log.isDebugEnabled()) {
            log.debug(line(
                    "account",
                    account.user(),
                    account.domain(),
                    words(decision),
                    changed.isEmpty() ? "no known password change" : "a password has changed",
                    start));
        }
        return new Reply(decision, "{\"status\":\"ok\"" + enabled + changed + '}');
    }

    /** In JSON, line ends occur between values only, never inside of them. */
    private static String oneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }

    private static String line(String operation, String user, String domain, String outcome, String why, long start) {
        long tenths = Math.round((System.nanoTime() - start) / NANOS_PER_MILLI * 10);
        return operation + ' ' + LogText.of(user, domain) + ": " + outcome + ", " + why + " (" + tenths / 10 + '.'
                + tenths % 10 + " ms)";
    }

    private static String words(Decision decision) {
        return switch (decision) {
            case YES -> "yes";
            case NO -> "no";
            case CANNOT_TELL -> "cannot tell";
        };
    }
}
