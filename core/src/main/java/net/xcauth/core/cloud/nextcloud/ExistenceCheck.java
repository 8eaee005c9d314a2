package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No.About;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.cloud.RequestCoalescer;
import net.xcauth.core.cloud.http.HttpOutcome;
import net.xcauth.core.user.Accounts;

/**
 * Checks whether an account exists: by {@code users/{uid}} with a service account, by the public avatar without one.
 *
 * <p>Newer releases may give the same answer for existing and missing accounts. So "not found" is a no only while the
 * cloud's answers for a known account and for a made-up one differ, which is verified from time to time.
 */
final class ExistenceCheck {
    static final int MOST_GROUPS_TRIED = 3;

    private final ServiceAccounts serviceAccounts;
    private final RequestCoalescer<Endpoint.Nextcloud, Answer<Boolean>> selfTests = new RequestCoalescer<>();

    ExistenceCheck(ServiceAccounts serviceAccounts) {
        this.serviceAccounts = serviceAccounts;
    }

    /** Queries whether an account with this id exists: {@code Yes(true)}, or no. */
    CompletableFuture<Answer<Boolean>> of(CloudAccess cloud, String account) {
        if (!Names.possible(account)) {
            return completedFuture(Answer.No.unasked(About.ACCOUNT, Names.fault(account)));
        }
        if (cloud.service().isEmpty() && account.indexOf('@') >= 0) {
            return completedFuture(
                    cloud.noAnswer(Cause.EXISTENCE_HIDDEN, "tells only a service account whether names with @ exist"));
        }
        return said(cloud, account).thenCompose(said -> {
            if (said instanceof Answer.Unreachable<Boolean>) {
                return completedFuture(said);
            }
            if (isThere(said)) {
                cloud.learned().exists(account);
                cloud.learned().directory().there(account);
                return completedFuture(said);
            }
            cloud.learned().gone(account);
            return tellsApart(cloud).thenApply(toldApart -> notThere(cloud, account, toldApart));
        });
    }

    private static Answer<Boolean> notThere(CloudAccess cloud, String account, Answer<Boolean> toldApart) {
        if (toldApart instanceof Answer.Unreachable<Boolean>) {
            return toldApart;
        }
        cloud.learned().directory().notThere(account);
        return new Answer.No<>(About.ACCOUNT, "the cloud does not know this account");
    }

    /** Yes if the cloud's answers for an existing and a missing account currently differ. */
    private CompletableFuture<Answer<Boolean>> tellsApart(CloudAccess cloud) {
        if (cloud.learned().hasToldAccountsApart()) {
            return completedFuture(new Answer.Yes<>(true));
        }
        return selfTests.ask(
                cloud.endpoint(),
                () -> known(cloud)
                        .thenCompose(known -> known.isEmpty()
                                ? completedFuture(
                                        hidden(
                                                cloud,
                                                "says that the account does not exist; no account is known yet to compare it with"))
                                : compare(cloud, known.get())));
    }

    private CompletableFuture<Answer<Boolean>> compare(CloudAccess cloud, String known) {
        return said(cloud, known).thenCombine(said(cloud, MadeUpAccount.create().account()), (ofKnown, ofStranger) -> {
            if (ofKnown instanceof Answer.Unreachable<Boolean>) {
                return ofKnown;
            }
            if (ofStranger instanceof Answer.Unreachable<Boolean>) {
                return ofStranger;
            }
            if (!isThere(ofKnown) || isThere(ofStranger)) {
                cloud.learned().gone(known);
                return hidden(cloud, "answers the same about accounts that exist and accounts that do not");
            }
            cloud.learned().tellsAccountsApart();
            return new Answer.Yes<>(true);
        });
    }

    private static boolean isThere(Answer<Boolean> said) {
        return said.equals(new Answer.Yes<>(true));
    }

    private static Answer<Boolean> hidden(CloudAccess cloud, String predicate) {
        return cloud.noAnswer(Cause.EXISTENCE_HIDDEN, predicate);
    }

    /** An account that exists: one seen before, or a member of one of the service account's groups. */
    private CompletableFuture<Optional<String>> known(CloudAccess cloud) {
        Optional<String> known = cloud.learned().known();
        if (known.isPresent() || cloud.service().isEmpty()) {
            return completedFuture(known);
        }
        return serviceAccounts
                .user(cloud)
                .thenCompose(answer -> answer instanceof Answer.Yes<CloudUser> yes
                        ? member(
                                cloud,
                                yes.value().id(),
                                yes.value().groups().orElse(Set.of()).iterator(),
                                MOST_GROUPS_TRIED)
                        : completedFuture(Optional.empty()));
    }

    private CompletableFuture<Optional<String>> member(
            CloudAccess cloud, String self, Iterator<String> groups, int left) {
        if (left == 0 || !groups.hasNext()) {
            return completedFuture(Optional.empty());
        }
        Authorization service = cloud.service().orElseThrow();
        return cloud.send(requests -> requests.members(groups.next(), service)).thenCompose(outcome -> {
            Optional<String> other = OcsAnswer.success(outcome, OcsAnswer.ids("users"))
                    .flatMap(ids -> ids.stream()
                            .filter(id -> Names.possible(id) && !Accounts.isSame(id, self, ""))
                            .findFirst());
            return other.isPresent() ? completedFuture(other) : member(cloud, self, groups, left - 1);
        });
    }

    /** The cloud's answer for an account, taken literally: {@code Yes(true)} or {@code Yes(false)}. */
    private CompletableFuture<Answer<Boolean>> said(CloudAccess cloud, String account) {
        Optional<Authorization> service = cloud.service();
        return service.isPresent()
                ? cloud.send(requests -> requests.account(account, service.get()))
                        .thenCompose(outcome -> byUsers(cloud, account, outcome))
                : cloud.send(requests -> requests.avatar(account)).thenApply(outcome -> byAvatar(cloud, outcome));
    }

    /** To the service account, the cloud answers with the account's data, 998, or 404 if there is no such account. */
    private CompletableFuture<Answer<Boolean>> byUsers(CloudAccess cloud, String account, HttpOutcome outcome) {
        if (!(outcome instanceof HttpOutcome.Reply reply)
                || reply.cut()
                || reply.status() != 200 && reply.status() != 404) {
            return completedFuture(serviceAccounts.noAnswer(cloud, outcome));
        }
        Optional<OcsAnswer<CloudUser>> answer = OcsAnswer.read(reply.body(), CloudUser::read);
        if (reply.status() == 200) {
            return completedFuture(answer.filter(OcsAnswer::succeeded)
                    .flatMap(OcsAnswer::data)
                    .<Answer<Boolean>>map(user -> said(Accounts.isSame(user.id(), account, "")))
                    .orElseGet(() -> cloud.noAnswer(outcome)));
        }
        int code = answer.map(OcsAnswer::code).orElse(0);
        // A 998 with a message rejects the request itself and says nothing about the account.
        boolean there = code == 998 && answer.get().message().isEmpty();
        if (there && account.indexOf('@') >= 0) {
            return MailAddresses.isAccount(cloud, account);
        }
        return completedFuture(there || code == 404 ? said(there) : cloud.noAnswer(outcome));
    }

    private static Answer<Boolean> byAvatar(CloudAccess cloud, HttpOutcome outcome) {
        if (outcome instanceof HttpOutcome.Reply reply
                && reply.status() == 200
                && reply.header("Content-Type").orElse("").startsWith("image/")) {
            return said(true);
        }
        boolean unknown = outcome instanceof HttpOutcome.Reply reply
                && reply.status() == 404
                && new String(reply.body(), StandardCharsets.UTF_8).strip().equals("[]");
        return unknown ? said(false) : cloud.noAnswer(outcome);
    }

    private static Answer<Boolean> said(boolean there) {
        return new Answer.Yes<>(there);
    }
}
