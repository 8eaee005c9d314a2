package net.xcauth.demo.nextcloud;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.directory.UserGroup;
import net.xcauth.demo.http.IncomingRequest;

/** {@code cloud/user}, {@code cloud/users} and {@code cloud/users/…}: as much as the asker may see. */
final class UserRoutes {

    private final UserDirectory directory;
    private final Installation installation;
    private final UserAnswers users;

    UserRoutes(UserDirectory directory, Installation installation, UserAnswers users) {
        this.directory = directory;
        this.installation = installation;
        this.users = users;
    }

    OcsResult self(Account asker) {
        return OcsResult.ok(users.data(asker, true, users.isAdmin(asker)));
    }

    OcsResult one(Account asker, String id) {
        Optional<Account> found = named(id);
        if (found.isEmpty()) {
            return OcsResult.NO_USER;
        }
        boolean own = found.get().id().equals(asker.id());
        if (!own && !mayRead(asker, found.get())) {
            return installation.existenceHidden() ? OcsResult.NO_USER : OcsResult.NOT_SHOWN;
        }
        // How far fields are visible is shown to owners who name themselves exactly.
        return OcsResult.ok(users.data(found.get(), asker.id().equals(id), users.isAdmin(asker)));
    }

    OcsResult groupsOf(Account asker, String id) {
        return directory
                .find(id)
                .filter(account -> account.id().equals(asker.id()) || mayRead(asker, account))
                .map(account -> OcsResult.ok(Map.of("groups", directory.groupsOf(account))))
                .orElse(OcsResult.NOT_SHOWN);
    }

    /** Account ids, of which PHP turns those that look like numbers into numbers. */
    OcsResult all(Account asker, IncomingRequest request) {
        Set<String> ids = new LinkedHashSet<>();
        if (users.isAdmin(asker)) {
            directory.all().stream()
                    .map(Account::id)
                    .sorted(String.CASE_INSENSITIVE_ORDER)
                    .forEach(ids::add);
        } else if (directory.groupsAdministeredBy(asker).isEmpty()) {
            return OcsResult.forbidden(GroupRoutes.NOT_A_SUB_ADMIN);
        } else {
            directory.groupsAdministeredBy(asker).stream()
                    .map(directory::group)
                    .flatMap(Optional::stream)
                    .forEach(group -> group.members().stream().sorted().forEach(ids::add));
        }
        String search = request.parameter("search").orElse("").toLowerCase(Locale.ROOT);
        List<Object> page = new ArrayList<>(Paging.of(request)
                .apply(ids.stream()
                        .filter(id -> mentions(directory.find(id).orElseThrow(), search))
                        .toList()));
        page.replaceAll(id -> id.toString().matches("0|[1-9][0-9]{0,17}") ? Long.valueOf(id.toString()) : id);
        page.sort(Comparator.comparing(id -> id instanceof Long ? 0 : 1));
        return OcsResult.ok(Map.of("users", page));
    }

    /** The account that a look-up means: from release 32 on, an e-mail address of Nextcloud's own accounts will do. */
    Optional<Account> named(String id) {
        Optional<Account> found = directory.find(id);
        return found.isPresent() || installation.release() < 32
                ? found
                : directory.withEmail(id).stream()
                        .filter(account -> account.ldapLogin().isEmpty())
                        .findFirst();
    }

    private static boolean mentions(Account account, String search) {
        return Stream.of(account.id(), account.name(), account.email().orElse(""))
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(search));
    }

    private boolean mayRead(Account asker, Account other) {
        return users.isAdmin(asker)
                || directory.groupsAdministeredBy(asker).stream()
                        .map(directory::group)
                        .flatMap(Optional::stream)
                        .map(UserGroup::members)
                        .anyMatch(members -> members.contains(other.id()));
    }
}
