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

/** The page Users and groups. Each action asks for confirmation. */
public final class UsersPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(UsersPage.class);
    private static final String PAGE = "nextcloud-users";
    private static final int PAGE_SIZE = 50;
    private static final Set<String> ACTIONS = Set.of("forget", "refresh", "clear");

    /** Called by Openfire. */
    public UsersPage() {
        super(PAGE);
    }

    /** A row of the list of users. */
    private record UserLine(
            String user, String account, String name, int groups, String seen, String confirmed, String forget) {}

    /** A row of the list of groups. */
    private record GroupLine(String id, String name, int members) {}

    @Override
    void show(Exchange exchange, Administration administration) throws IOException {
        String action = exchange.parameter("ask");
        if (ACTIONS.contains(action) && administration.service().isPresent()) {
            ask(exchange, action);
        } else {
            list(exchange, administration);
        }
    }

    private void ask(Exchange exchange, String action) throws IOException {
        String user = exchange.parameter("user");
        exchange.show(
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
                        exchange.language().text("ask." + action, Accounts.accountOf(user)),
                        "explanation",
                        exchange.language().text("ask." + action + ".explanation")));
    }

    private void list(Exchange exchange, Administration administration) throws IOException {
        Map<String, Object> model = new HashMap<>();
        String done = exchange.parameter("done");
        model.put("isDone", ACTIONS.contains(done));
        model.put("done", ACTIONS.contains(done) ? exchange.language().text("done." + done) : "");
        model.put("query", exchange.parameter("q"));
        model.put("isActive", administration.service().isPresent());
        administration.service().map(Service::backend).ifPresent(backend -> {
            model.put(
                    "count",
                    exchange.language()
                            .text(
                                    "users.count",
                                    backend.users().count(),
                                    backend.directory().groupIds().size()));
            users(exchange, backend, model);
            groups(exchange, backend, model);
        });
        exchange.show("users", model);
    }

    private static void users(Exchange exchange, Backend backend, Map<String, Object> model) {
        RosterDirectory directory = backend.directory();
        int from = number(exchange.parameter("from"));
        Predicate<String> matching = matching(
                exchange.parameter("q"),
                user -> Accounts.accountOf(user)
                        + '\n'
                        + directory.fullName(user).orElse(""));
        List<String> found = backend.users().list(matching, from, PAGE_SIZE + 1);
        model.put(
                "users",
                found.stream()
                        .limit(PAGE_SIZE)
                        .map(user -> new UserLine(
                                user,
                                Accounts.accountOf(user),
                                directory.fullName(user).orElse(""),
                                directory.groupsOf(user).size(),
                                backend.users()
                                        .firstSeen(user)
                                        .map(exchange.language()::time)
                                        .orElse(""),
                                exchange.language().time(backend.users().confirmed(user)),
                                encoded(user)))
                        .toList());
        turn(exchange, "from", "groups", from, found.size(), model);
    }

    private static void groups(Exchange exchange, Backend backend, Map<String, Object> model) {
        RosterDirectory directory = backend.directory();
        int from = number(exchange.parameter("groups"));
        Predicate<String> matching = matching(
                exchange.parameter("q"),
                id -> id + '\n' + directory.group(id).map(Group::label).orElse(""));
        List<String> found = directory.groupIds().stream()
                .filter(matching)
                .skip(from)
                .limit(PAGE_SIZE + 1)
                .toList();
        model.put(
                "groups",
                found.stream()
                        .limit(PAGE_SIZE)
                        .flatMap(id -> directory.group(id).stream())
                        .map(group -> new GroupLine(
                                group.id(), group.label(), group.members().size()))
                        .toList());
        turn(exchange, "groups", "from", from, found.size(), model);
    }

    /** Adds the links to the previous and next page. */
    private static void turn(
            Exchange exchange, String name, String other, int from, int found, Map<String, Object> model) {
        String link = "?q=" + encoded(exchange.parameter("q")) + '&' + other + '=' + number(exchange.parameter(other))
                + '&' + name + '=';
        model.put(name + "Before", from > 0 ? link + Math.max(0, from - PAGE_SIZE) : "");
        model.put(name + "After", found > PAGE_SIZE ? link + (from + PAGE_SIZE) : "");
        model.put(name + "HasBefore", from > 0);
        model.put(name + "HasAfter", found > PAGE_SIZE);
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
    void act(Exchange exchange, Administration administration) throws IOException {
        String action = exchange.parameter("action");
        Optional<Service> service = administration.service();
        if (!ACTIONS.contains(action) || service.isEmpty()) {
            list(exchange, administration);
            return;
        }
        try {
            perform(action, exchange, service.get());
            exchange.redirect(PAGE + "?done=" + action);
        } catch (StoreException e) {
            log.error("The action \"{}\" in the console failed: {}", action, e.getMessage(), e);
            exchange.refuse(500, "request.database", String.valueOf(e.getMessage()));
        }
    }

    private static void perform(String action, Exchange exchange, Service service) throws StoreException {
        switch (action) {
            case "forget" -> {
                String typed = exchange.parameter("user");
                String user = service.backend().canonical(typed).orElse(typed);
                boolean data = exchange.parameter("data").equals("true");
                service.forget(user, data);
                exchange.audit(
                        "user forgotten",
                        "user: " + user + "\nOpenfire's data about the user: " + (data ? "deleted" : "kept"));
            }
            case "refresh" -> {
                service.refreshNow();
                exchange.audit("groups refreshed", "");
            }
            default -> exchange.audit("cache cleared", "passwords forgotten: " + service.forgetPasswords());
        }
    }
}
