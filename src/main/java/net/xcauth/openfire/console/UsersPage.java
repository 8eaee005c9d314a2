package net.xcauth.openfire.console;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.Accounts;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.Backend;
import net.xcauth.openfire.service.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom and what the plugin knows, and what can be done about it. Everything asks first. */
public final class UsersPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(UsersPage.class);
    private static final String PAGE = "nextcloud-users";
    private static final int ON_A_PAGE = 50;
    private static final Set<String> ACTIONS = Set.of("forget", "refresh", "clear");

    /** Made by Openfire. */
    public UsersPage() {
        super(PAGE);
    }

    /** A line of the list of users. */
    private record UserLine(
            String user, String account, String name, int groups, String seen, String confirmed, String forget) {}

    /** A line of the list of groups. */
    private record GroupLine(String id, String name, int members) {}

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        String action = visit.parameter("ask");
        if (ACTIONS.contains(action) && administration.service().isPresent()) {
            ask(visit, action);
        } else {
            list(visit, administration);
        }
    }

    private void ask(Visit visit, String action) throws IOException {
        String user = visit.parameter("user");
        visit.show(
                "confirm",
                Map.of(
                        "page",
                        PAGE,
                        "action",
                        action,
                        "user",
                        user,
                        "isForget",
                        action.equals("forget"),
                        "question",
                        visit.language().text("ask." + action, Accounts.accountOf(user)),
                        "explanation",
                        visit.language().text("ask." + action + ".explanation")));
    }

    private void list(Visit visit, Administration administration) throws IOException {
        Map<String, Object> model = new HashMap<>();
        String done = visit.parameter("done");
        model.put("isDone", ACTIONS.contains(done));
        model.put("done", ACTIONS.contains(done) ? visit.language().text("done." + done) : "");
        model.put("query", visit.parameter("q"));
        model.put("isActive", administration.service().isPresent());
        administration.service().map(Service::backend).ifPresent(backend -> {
            model.put(
                    "count",
                    visit.language()
                            .text(
                                    "users.count",
                                    backend.users().count(),
                                    backend.directory().groupIds().size()));
            users(visit, backend, model);
            groups(visit, backend, model);
        });
        visit.show("users", model);
    }

    private static void users(Visit visit, Backend backend, Map<String, Object> model) {
        RosterDirectory directory = backend.directory();
        int from = number(visit.parameter("from"));
        Predicate<String> matching = matching(
                visit.parameter("q"),
                user -> Accounts.accountOf(user)
                        + '\n'
                        + directory.fullName(user).orElse(""));
        List<String> found = backend.users().list(matching, from, ON_A_PAGE + 1);
        model.put(
                "users",
                found.stream()
                        .limit(ON_A_PAGE)
                        .map(user -> new UserLine(
                                user,
                                Accounts.accountOf(user),
                                directory.fullName(user).orElse(""),
                                directory.groupsOf(user).size(),
                                backend.users()
                                        .firstSeen(user)
                                        .map(visit.language()::time)
                                        .orElse(""),
                                visit.language().time(backend.users().confirmed(user)),
                                encoded(user)))
                        .toList());
        turn(visit, "from", "groups", from, found.size(), model);
    }

    private static void groups(Visit visit, Backend backend, Map<String, Object> model) {
        RosterDirectory directory = backend.directory();
        int from = number(visit.parameter("groups"));
        Predicate<String> matching = matching(
                visit.parameter("q"),
                id -> id + '\n' + directory.group(id).map(Group::label).orElse(""));
        List<String> found = directory.groupIds().stream()
                .filter(matching)
                .skip(from)
                .limit(ON_A_PAGE + 1)
                .toList();
        model.put(
                "groups",
                found.stream()
                        .limit(ON_A_PAGE)
                        .flatMap(id -> directory.group(id).stream())
                        .map(group -> new GroupLine(
                                group.id(), group.label(), group.members().size()))
                        .toList());
        turn(visit, "groups", "from", from, found.size(), model);
    }

    /** Links to the pages before and after. */
    private static void turn(Visit visit, String name, String other, int from, int found, Map<String, Object> model) {
        String link = "?q=" + encoded(visit.parameter("q")) + '&' + other + '=' + number(visit.parameter(other)) + '&'
                + name + '=';
        model.put(name + "Before", from > 0 ? link + Math.max(0, from - ON_A_PAGE) : "");
        model.put(name + "After", found > ON_A_PAGE ? link + (from + ON_A_PAGE) : "");
        model.put(name + "HasBefore", from > 0);
        model.put(name + "HasAfter", found > ON_A_PAGE);
    }

    private static Predicate<String> matching(String query, Function<String, String> words) {
        String wanted = query.toLowerCase(Locale.ROOT);
        return wanted.isEmpty()
                ? each -> true
                : each -> words.apply(each).toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static int number(String text) {
        return text.matches("\\d{1,8}") ? Integer.parseInt(text) : 0;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    void act(Visit visit, Administration administration) throws IOException {
        String action = visit.parameter("action");
        Optional<Service> service = administration.service();
        if (!ACTIONS.contains(action) || service.isEmpty()) {
            list(visit, administration);
            return;
        }
        try {
            perform(action, visit, service.get());
            visit.goTo(PAGE + "?done=" + action);
        } catch (StoreException e) {
            log.error("An administrator wanted to {} in the console: {}", action, e.getMessage(), e);
            visit.refuse(500, "request.database", e.getMessage());
        }
    }

    private static void perform(String action, Visit visit, Service service) throws StoreException {
        switch (action) {
            case "forget" -> {
                String typed = visit.parameter("user");
                String user = service.backend().canonical(typed).orElse(typed);
                boolean data = visit.parameter("data").equals("true");
                service.forget(user, data);
                visit.audit(
                        "user forgotten",
                        "user: " + user + "\nwhat Openfire keeps of the user: " + (data ? "deleted" : "left"));
            }
            case "refresh" -> {
                service.refreshNow();
                visit.audit("groups refreshed", "");
            }
            default -> visit.audit("cache cleared", "passwords forgotten: " + service.forgetPasswords());
        }
    }
}
