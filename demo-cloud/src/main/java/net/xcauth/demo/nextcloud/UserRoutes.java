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

/** {@code cloud/user}, {@code cloud/users} and {@code cloud/users/…}, limited to what the caller may see. */
final class UserRoutes {

    private final UserDirectory directory;
    private final Installation installation;
    private final UserDetails users;

    UserRoutes(UserDirectory directory, Installation installation, UserDetails users) {
        this.directory = directory;
        this.installation = installation;
        this.users = users;
    }

    OcsResult self(Account caller) {
        return OcsResult.ok(users.data(caller, true, users.isAdmin(caller)));
    }

    OcsResult one(Account caller, String id) {
        Optional<Account> found = named(id);
        if (found.isEmpty()) {
            return OcsResult.NO_USER;
        }
        boolean own = found.get().id().equals(caller.id());
        if (!own && !mayRead(caller, found.get())) {
            return installation.existenceHidden() ? OcsResult.NO_USER : OcsResult.NOT_SHOWN;
        }
        // Owners see the scopes only if they use the exact case of their id.
        return OcsResult.ok(users.data(found.get(), caller.id().equals(id), users.isAdmin(caller)));
    }

    OcsResult groupsOf(Account caller, String id) {
        return directory
                .find(id)
                .filter(account -> account.id().equals(caller.id()) || mayRead(caller, account))
                .map(account -> OcsResult.ok(Map.of("groups", directory.groupsOf(account))))
                .orElse(OcsResult.NOT_SHOWN);
    }

    /** Account ids; PHP turns those that look like numbers into numbers. */
    OcsResult all(Account caller, IncomingRequest request) {
        Set<String> ids = new LinkedHashSet<>();
        if (users.isAdmin(caller)) {
            directory.all().stream()
                    .map(Account::id)
                    .sorted(String.CASE_INSENSITIVE_ORDER)
                    .forEach(ids::add);
        } else if (directory.groupsAdministeredBy(caller).isEmpty()) {
            return OcsResult.forbidden(GroupRoutes.NOT_A_SUB_ADMIN);
        } else {
            directory.groupsAdministeredBy(caller).stream()
                    .map(directory::group)
                    .flatMap(Optional::stream)
                    .forEach(group -> group.members().stream().sorted().forEach(ids::add));
        }
        String search = request.parameter("search").orElse("").toLowerCase(Locale.ROOT);
        List<Object> page = new ArrayList<>(Paging.of(request)
                .apply(ids.stream()
                        .filter(id -> matches(directory.find(id).orElseThrow(), search))
                        .toList()));
        page.replaceAll(id -> id.toString().matches("0|[1-9][0-9]{0,17}") ? Long.valueOf(id.toString()) : id);
        page.sort(Comparator.comparing(id -> id instanceof Long ? 0 : 1));
        return OcsResult.ok(Map.of("users", page));
    }

    /** The account with this id or, since release 32, the one in Nextcloud's own database with this e-mail address. */
    Optional<Account> named(String id) {
        Optional<Account> found = directory.find(id);
        return found.isPresent() || installation.release() < 32
                ? found
                : directory.withEmail(id).stream()
                        .filter(account -> account.ldapLogin().isEmpty())
                        .findFirst();
    }

    private static boolean matches(Account account, String search) {
        return Stream.of(account.id(), account.name(), account.email().orElse(""))
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(search));
    }

    private boolean mayRead(Account caller, Account other) {
        return users.isAdmin(caller)
                || directory.groupsAdministeredBy(caller).stream()
                        .map(directory::group)
                        .flatMap(Optional::stream)
                        .map(UserGroup::members)
                        .anyMatch(members -> members.contains(other.id()));
    }
}
