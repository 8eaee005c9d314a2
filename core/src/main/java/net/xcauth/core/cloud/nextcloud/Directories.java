package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static net.xcauth.core.cloud.nextcloud.Answers.then;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.AddressBook;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.http.HttpOutcome;
import net.xcauth.core.cloud.nextcloud.DirectoryReading.MemberList;

/**
 * Reads groups, their members and the names of accounts: one request for the groups, one for the address book, and one
 * for each wanted group. If any of them fails, all of it fails, except where the service account may not list a group.
 */
final class Directories {
    private final ServiceAccounts serviceAccounts;
    private final AddressBooks addressBooks;

    Directories(ServiceAccounts serviceAccounts) {
        this.serviceAccounts = serviceAccounts;
        this.addressBooks = new AddressBooks(serviceAccounts);
    }

    /**
     * The groups visible to the service account.
     *
     * @param names   display names by id
     * @param limited true if the cloud may have more groups than it lists
     * @param self    the service account's id
     * @param queried true if the ids of all groups were queried; those listed are among the names
     */
    private record Groups(Map<String, String> names, boolean limited, String self, boolean queried) {
        Groups(Map<String, String> names, boolean limited, String self) {
            this(names, limited, self, false);
        }
    }

    /**
     * Reads everything.
     *
     * @param token  the token of the address book as last read; empty to read all of it
     * @param wanted selects groups by id and display name; the others cost nothing
     * @param known  display names by id of further groups to read, known from earlier reads or logins
     */
    CompletableFuture<Answer<DirectoryReading>> read(
            CloudAccess cloud, String token, BiPredicate<String, String> wanted, Map<String, String> known) {
        if (cloud.service().isEmpty()) {
            return completedFuture(cloud.noAnswer(
                    Cause.SERVICE_ACCOUNT, "shows groups to a service account only, and none is configured"));
        }
        return then(groups(cloud), groups -> {
            long bookAsked = cloud.learned().directory().question();
            return then(addressBooks.read(cloud, groups.self(), token), book -> {
                Map<String, String> all = new LinkedHashMap<>(groups.names());
                known.forEach(all::putIfAbsent);
                Set<String> matter = all.entrySet().stream()
                        .filter(group -> wanted.test(group.getKey(), group.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                return then(
                        new MemberLists(serviceAccounts, cloud, groups.self(), matter).read(),
                        read -> then(gone(cloud, groups, read), gone -> {
                            Map<String, MemberList> lists = new LinkedHashMap<>(read.lists());
                            lists.keySet().removeAll(gone);
                            return completedFuture(new Answer.Yes<>(new DirectoryReading(
                                    all, groups.limited(), lists, gone, Optional.of(book), bookAsked)));
                        }));
            });
        });
    }

    /**
     * Reads single groups after everything has been read once.
     *
     * @param ids     ids of the groups
     * @param unnamed true if the display name of one of them is unknown
     * @param wanted  selects groups by id and display name
     * @param book    decides by the member lists whether to read the address book's changes, too, and since which token
     */
    CompletableFuture<Answer<DirectoryReading>> read(
            CloudAccess cloud,
            Set<String> ids,
            boolean unnamed,
            BiPredicate<String, String> wanted,
            Function<Map<String, MemberList>, Optional<String>> book) {
        CompletableFuture<Answer<Groups>> named = unnamed
                ? groups(cloud)
                : completedFuture(new Answer.Yes<>(
                        new Groups(Map.of(), false, cloud.learned().self().orElse(""))));
        return then(named, groups -> {
            Map<String, String> names = new LinkedHashMap<>(groups.names());
            names.keySet().retainAll(ids);
            Set<String> matter = ids.stream()
                    .filter(id -> !names.containsKey(id) || wanted.test(id, names.get(id)))
                    .collect(Collectors.toSet());
            return then(new MemberLists(serviceAccounts, cloud, groups.self(), matter).read(), read -> {
                Optional<String> token = book.apply(read.lists());
                long bookAsked = cloud.learned().directory().question();
                return then(
                        token.isEmpty()
                                ? completedFuture(new Answer.Yes<>(AddressBook.NOT_OFFERED))
                                : addressBooks.read(cloud, groups.self(), token.get()),
                        changes -> completedFuture(new Answer.Yes<>(new DirectoryReading(
                                names,
                                groups.limited(),
                                read.lists(),
                                read.missing(),
                                token.map(asked -> changes),
                                bookAsked))));
            });
        });
    }

    /**
     * The groups that no longer exist: those that the cloud says do not exist, and those that it neither lists nor
     * names. Releases before 32 answer 403 for missing groups, but list the ids of all groups to a group administrator.
     */
    private CompletableFuture<Answer<Set<String>>> gone(CloudAccess cloud, Groups groups, MemberLists read) {
        Set<String> doubtful = read.lists().entrySet().stream()
                .filter(list -> list.getValue().members().isEmpty())
                .map(Map.Entry::getKey)
                .filter(id -> !groups.names().containsKey(id))
                .collect(Collectors.toCollection(HashSet::new));
        Set<String> gone = new HashSet<>(read.missing());
        if (doubtful.isEmpty() || groups.queried()) {
            gone.addAll(groups.limited() ? Set.of() : doubtful);
            return completedFuture(new Answer.Yes<>(gone));
        }
        Authorization service = cloud.service().orElseThrow();
        return cloud.send(requests -> requests.groups(service)).thenApply(outcome -> {
            Optional<Set<String>> ids = OcsAnswer.success(outcome, OcsAnswer.ids("groups"));
            ids.ifPresent(
                    all -> doubtful.stream().filter(id -> !all.contains(id)).forEach(gone::add));
            return new Answer.Yes<>(gone);
        });
    }

    /** The groups visible to the service account; if there are none, its own: user enumeration may be off. */
    private CompletableFuture<Answer<Groups>> groups(CloudAccess cloud) {
        Authorization service = cloud.service().orElseThrow();
        return cloud.send(requests -> requests.groupNames(service)).thenCompose(outcome -> {
            Optional<Map<String, String>> names = OcsAnswer.success(outcome, OcsAnswer::groupNames);
            if (names.isEmpty()) {
                return completedFuture(serviceAccounts.noAnswer(cloud, outcome));
            }
            Map<String, String> cleaned = new LinkedHashMap<>();
            names.get().forEach((id, name) -> cleaned.put(id, label(id, name)));
            Optional<String> self =
                    ((HttpOutcome.Reply) outcome).header("X-User-Id").filter(Names::possible);
            self.ifPresent(cloud.learned()::self);
            if (cleaned.isEmpty() || self.isEmpty()) {
                return then(
                        serviceAccounts.user(cloud),
                        user -> completedFuture(new Answer.Yes<>(ofAccount(cleaned, user))));
            }
            return cleaned.size() < Requests.MOST_NAMED_GROUPS
                    ? completedFuture(new Answer.Yes<>(new Groups(cleaned, false, self.get())))
                    : withAllIds(cloud, cleaned, self.get());
        });
    }

    private static Groups ofAccount(Map<String, String> names, CloudUser user) {
        Set<String> own = user.groups().orElse(Set.of());
        boolean limited = names.isEmpty() && !own.isEmpty();
        own.forEach(id -> names.putIfAbsent(id, label(id, id)));
        return new Groups(names, limited, user.id());
    }

    /** Adds the ids of all groups, which only group administrators and administrators may list. */
    private CompletableFuture<Answer<Groups>> withAllIds(CloudAccess cloud, Map<String, String> names, String self) {
        Authorization service = cloud.service().orElseThrow();
        return cloud.send(requests -> requests.groups(service)).thenApply(outcome -> {
            Optional<Set<String>> ids = OcsAnswer.success(outcome, OcsAnswer.ids("groups"));
            if (ids.isEmpty() && !(outcome instanceof HttpOutcome.Reply reply && reply.status() == 403)) {
                return serviceAccounts.noAnswer(cloud, outcome);
            }
            ids.orElse(Set.of()).forEach(id -> names.putIfAbsent(id, label(id, id)));
            return new Answer.Yes<>(new Groups(names, ids.isEmpty(), self, true));
        });
    }

    /** Keeps a trailing zero-width space, with which administrators hide a group. */
    private static String label(String id, String name) {
        String cleaned = Names.cleaned(name);
        return (cleaned.isEmpty() ? id : cleaned) + (name.endsWith("\u200b") ? "\u200b" : "");
    }
}
