package net.xcauth.demo.nextcloud;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.directory.UserGroup;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.PercentEncoding;

/** {@code cloud/groups}, group details and members, and {@code core/autocomplete/get}, as far as the caller may see. */
final class GroupRoutes {

    static final String NOT_A_SUB_ADMIN = "Logged in account must be at least a sub admin";
    private static final String NOT_AN_ADMIN =
            "Logged in account must be an admin, a sub admin or gotten special right to access this setting";
    private static final int MOST_COMPLETIONS = 500;

    private final UserDirectory directory;
    private final Installation installation;
    private final UserDetails users;

    GroupRoutes(UserDirectory directory, Installation installation, UserDetails users) {
        this.directory = directory;
        this.installation = installation;
        this.users = users;
    }

    OcsResult ids(Account caller, IncomingRequest request) {
        if (!users.isAdmin(caller) && directory.groupsAdministeredBy(caller).isEmpty()) {
            return OcsResult.forbidden(NOT_A_SUB_ADMIN);
        }
        return OcsResult.ok(Map.of(
                "groups",
                Paging.of(request).apply(matching(request).map(UserGroup::id).toList())));
    }

    OcsResult details(Account caller, IncomingRequest request) {
        if (!users.isAdmin(caller)) {
            return OcsResult.forbidden(NOT_AN_ADMIN);
        }
        return installation.ldapDown() && !directory.fromLdap().isEmpty()
                ? OcsResult.INTERNAL_ERROR
                : OcsResult.ok(Map.of(
                        "groups",
                        Paging.of(request)
                                .apply(matching(request).map(this::details).toList())));
    }

    /**
     * The members, including disabled ones.
     *
     * @param encoded the group's id in the decoded path; it is decoded a second time
     */
    OcsResult members(Account caller, String encoded, IncomingRequest request) {
        Optional<UserGroup> found = directory.group(PercentEncoding.decodeForm(encoded));
        if (found.isEmpty()) {
            return OcsResult.NO_GROUP;
        }
        UserGroup group = found.get();
        boolean ownGroup = installation.release() >= 32 && group.members().contains(caller.id());
        return users.isAdmin(caller) || group.admins().contains(caller.id()) || ownGroup
                ? OcsResult.ok(Map.of(
                        "users",
                        Paging.of(request)
                                .apply(group.members().stream().sorted().toList())))
                : OcsResult.forbidden("");
    }

    /** The members at the former address, which plain members may not use. */
    OcsResult formerMembers(Account caller, String encoded, IncomingRequest request) {
        return users.isAdmin(caller) || !directory.groupsAdministeredBy(caller).isEmpty()
                ? members(caller, encoded, request)
                : OcsResult.forbidden(NOT_A_SUB_ADMIN);
    }

    /**
     * Users (share type 0) or groups (1) whose id or name contains the search text. An account whose id or address
     * equals it is always listed.
     */
    OcsResult complete(IncomingRequest request) {
        int limit = request.parameter("limit")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .orElse(10);
        if (limit > MOST_COMPLETIONS && installation.release() >= 34) {
            return OcsResult.INTERNAL_ERROR;
        }
        boolean groups = request.parameter("shareTypes[]").orElse("0").equals("1");
        Stream<Map<String, Object>> found = groups
                ? matching(request).map(group -> completion(group.id(), group.name(), "", "groups", ""))
                : directory.all().stream()
                        .filter(account -> isNamed(request, account)
                                || installation.enumeration()
                                        && account.enabled()
                                        && matches(
                                                request,
                                                account.id(),
                                                account.name(),
                                                account.email().orElse("")))
                        .sorted(Comparator.comparing(account -> !isNamed(request, account)))
                        .map(account -> completion(
                                account.id(),
                                account.name(),
                                "icon-user",
                                "users",
                                account.email().orElse("")));
        return OcsResult.ok(found.limit(limit).toList());
    }

    private static boolean isNamed(IncomingRequest request, Account account) {
        String search = request.parameter("search").orElse("");
        return account.id().equalsIgnoreCase(search)
                || account.email().filter(search::equalsIgnoreCase).isPresent();
    }

    private Stream<UserGroup> matching(IncomingRequest request) {
        return !installation.enumeration()
                ? Stream.empty()
                : directory.groups().stream()
                        .filter(group -> matches(request, group.id(), group.name()))
                        .sorted(Comparator.comparing(UserGroup::id));
    }

    private static boolean matches(IncomingRequest request, String... texts) {
        String search = request.parameter("search").orElse("").toLowerCase(Locale.ROOT);
        return List.of(texts).stream()
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(search));
    }

    private Map<String, Object> details(UserGroup group) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", group.id());
        details.put("displayname", group.name());
        details.put("usercount", group.members().size());
        details.put(
                "disabled",
                group.members().stream()
                        .map(directory::find)
                        .flatMap(Optional::stream)
                        .filter(account -> !account.enabled())
                        .count());
        details.put("canAdd", true);
        details.put("canRemove", true);
        return details;
    }

    private static Map<String, Object> completion(String id, String name, String icon, String source, String unique) {
        Map<String, Object> completion = new LinkedHashMap<>();
        completion.put("id", id);
        completion.put("label", name);
        completion.put("icon", icon);
        completion.put("source", source);
        completion.put("status", "");
        completion.put("subline", "");
        completion.put("shareWithDisplayNameUnique", unique);
        return completion;
    }
}
