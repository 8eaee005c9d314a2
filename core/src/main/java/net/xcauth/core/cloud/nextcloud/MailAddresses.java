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
 * Distinguishes account ids that look like e-mail addresses from mere e-mail addresses. From release 32 on, an address
 * is accepted in place of its account's id everywhere, and an ordinary service account cannot see whose it is.
 */
final class MailAddresses {
    private static final int MOST_OWNERS_TRIED = 3;

    private MailAddresses() {}

    /**
     * Queries whether a name known to the cloud is an account's id: {@code Yes(true)}, or {@code Yes(false)} if it is
     * only an address. Yes if the cloud lists no accounts at all.
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

    /** An account may be unlisted because the service account may not share with it: avatars show whose name it is. */
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

    /** A tag that identifies an account's avatar; empty for disabled accounts, whose avatar is generated each time. */
    private static CompletableFuture<Optional<String>> picture(CloudAccess cloud, String account) {
        return cloud.send(requests -> requests.avatar(account))
                .thenApply(outcome -> outcome.ok().flatMap(reply -> reply.header("ETag")));
    }
}
