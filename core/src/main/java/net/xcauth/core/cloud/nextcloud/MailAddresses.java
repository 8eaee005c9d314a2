package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.user.Accounts;

/**
 * Tells accounts whose id looks like an e-mail address from mere e-mail addresses. From release 32 on, an address stands for its
 * account wherever an id is expected, and an ordinary service account is not told which account that is.
 */
final class MailAddresses {
    private static final int MOST_OWNERS_TRIED = 3;

    private MailAddresses() {}

    /**
     * Asks whether a name that the cloud knows is an account's id: {@code Yes(true)}, or {@code Yes(false)} if it is only an address.
     * A cloud that lists nobody leaves it at a yes.
     */
    static CompletableFuture<Answer<Boolean>> isAccount(CloudAccess cloud, String name) {
        Authorization service = cloud.service().orElseThrow();
        return cloud.send(requests -> requests.accountsLike(name, service)).thenCompose(outcome -> {
            Optional<Set<String>> listed =
                    OcsAnswer.success(outcome, OcsAnswer::accountNames).map(Map::keySet);
            if (listed.isEmpty()) {
                return completedFuture(cloud.noAnswer(outcome));
            }
            boolean known =
                    listed.get().isEmpty() || listed.get().stream().anyMatch(id -> Accounts.isSame(id, name, ""));
            return known ? completedFuture(new Answer.Yes<>(true)) : compare(cloud, name, listed.get());
        });
    }

    /** An account that is not listed may be one with which the service account may not share. Pictures tell whose the name is. */
    private static CompletableFuture<Answer<Boolean>> compare(CloudAccess cloud, String name, Set<String> listed) {
        return picture(cloud, name)
                .thenCompose(picture -> picture.isEmpty()
                        ? completedFuture(false)
                        : isOneOf(cloud, picture.get(), listed.iterator(), MOST_OWNERS_TRIED))
                .thenApply(address -> address
                        ? new Answer.Yes<>(false)
                        : cloud.noAnswer(
                                Cause.EXISTENCE_HIDDEN,
                                "does not tell whether this name is an account's or only an e-mail address"));
    }

    private static CompletableFuture<Boolean> isOneOf(
            CloudAccess cloud, String picture, Iterator<String> owners, int left) {
        if (left == 0 || !owners.hasNext()) {
            return completedFuture(false);
        }
        return picture(cloud, owners.next())
                .thenCompose(other -> other.filter(picture::equals).isPresent()
                        ? completedFuture(true)
                        : isOneOf(cloud, picture, owners, left - 1));
    }

    /** What tells an account's picture from every other; empty for disabled accounts, whose picture is drawn each time. */
    private static CompletableFuture<Optional<String>> picture(CloudAccess cloud, String account) {
        return cloud.send(requests -> requests.avatar(account))
                .thenApply(outcome -> outcome.ok().flatMap(reply -> reply.header("ETag")));
    }
}
