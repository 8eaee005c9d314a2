package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static net.xcauth.core.cloud.nextcloud.Answers.then;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudDirectory;
import net.xcauth.core.cloud.http.HttpOutcome;

/**
 * Reads groups, their members and the names of accounts: one request for the groups, one for the address book, and one for each
 * group. A failure of any of them is a failure of the whole, except that a group may not be listed.
 */
final class Directories {
    private final ServiceAccounts serviceAccounts;
    private final AddressBooks addressBooks;

    Directories(ServiceAccounts serviceAccounts) {
        this.serviceAccounts = serviceAccounts;
        this.addressBooks = new AddressBooks(serviceAccounts);
    }

    private record Groups(Map<String, String> names, boolean limited, String self) {
    }

    /**
     * Reads the directory.
     *
     * @param token  of the address book that was read before; empty to read all of it
     * @param wanted says by id and display name which groups matter; the others are not asked about and left out
     */
    CompletableFuture<Answer<CloudDirectory>> read(CloudAccess cloud, String token, BiPredicate<String, String> wanted) {
        if (cloud.service().isEmpty()) {
            return completedFuture(cloud.noAnswer(Cause.SERVICE_ACCOUNT, "shows groups to a service account only, and none is configured"));
        }
        return then(groups(cloud), groups -> then(addressBooks.read(cloud, groups.self(), token), book -> {
            groups.names().entrySet().removeIf(group -> !wanted.test(group.getKey(), group.getValue()));
            return then(new MemberLists(serviceAccounts, cloud, groups.self(), groups.names()).read(), members ->
                    completedFuture(new Answer.Yes<>(Namesakes.removed(new CloudDirectory(members, groups.limited(), book)))));
        }));
    }

    /** The groups that the service account may know of. If there are none, user enumeration may be off; then its own groups are. */
    private CompletableFuture<Answer<Groups>> groups(CloudAccess cloud) {
        Authorization service = cloud.service().orElseThrow();
        return cloud.send(requests -> requests.groupNames(service)).thenCompose(outcome -> {
            Optional<Map<String, String>> names = OcsAnswer.success(outcome, OcsAnswer::groupNames);
            if (names.isEmpty()) {
                return completedFuture(serviceAccounts.noAnswer(cloud, outcome));
            }
            Map<String, String> cleaned = new LinkedHashMap<>();
            names.get().forEach((id, name) -> cleaned.put(id, label(id, name)));
            Optional<String> self = ((HttpOutcome.Reply) outcome).header("X-User-Id").filter(Names::possible);
            self.ifPresent(cloud.learned()::self);
            if (cleaned.isEmpty() || self.isEmpty()) {
                return then(serviceAccounts.user(cloud), user -> completedFuture(new Answer.Yes<>(ofAccount(cleaned, user))));
            }
            return cleaned.size() < Requests.MOST_NAMED_GROUPS ? completedFuture(new Answer.Yes<>(new Groups(cleaned, false, self.get())))
                    : withAllIds(cloud, cleaned, self.get());
        });
    }

    private static Groups ofAccount(Map<String, String> names, CloudUser user) {
        Set<String> own = user.groups().orElse(Set.of());
        boolean limited = names.isEmpty() && !own.isEmpty();
        own.forEach(id -> names.putIfAbsent(id, label(id, id)));
        return new Groups(names, limited, user.id());
    }

    /** Group administrators and administrators are told the ids of all groups. */
    private CompletableFuture<Answer<Groups>> withAllIds(CloudAccess cloud, Map<String, String> names, String self) {
        Authorization service = cloud.service().orElseThrow();
        return cloud.send(requests -> requests.groups(service)).thenApply(outcome -> {
            Optional<Set<String>> ids = OcsAnswer.success(outcome, OcsAnswer.ids("groups"));
            if (ids.isEmpty() && !(outcome instanceof HttpOutcome.Reply reply && reply.status() == 403)) {
                return serviceAccounts.noAnswer(cloud, outcome);
            }
            ids.orElse(Set.of()).forEach(id -> names.putIfAbsent(id, label(id, id)));
            return new Answer.Yes<>(new Groups(names, ids.isEmpty(), self));
        });
    }

    /** A zero-width space at the end stays: with it, administrators hide a group. */
    private static String label(String id, String name) {
        String cleaned = Names.cleaned(name);
        return (cleaned.isEmpty() ? id : cleaned) + (name.endsWith("\u200b") ? "\u200b" : "");
    }
}
