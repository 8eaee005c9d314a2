package net.xcauth.demo.nextcloud;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.Reply;

/** {@code /ocs/v1.php/…} and {@code /ocs/v2.php/…}: who may ask, and which question it is. */
final class OcsApi {

    private static final Pattern USER_GROUPS = Pattern.compile("/cloud/users/([^/]+)/groups");
    private static final Pattern GROUP_MEMBERS = Pattern.compile("/cloud/groups/(.+)/users", Pattern.DOTALL);
    private static final Pattern GROUP = Pattern.compile("/cloud/groups/(.+)", Pattern.DOTALL);
    private static final String USERS = "/cloud/users/";
    private static final Reply METHOD_NOT_ALLOWED = Reply.of(405, "application/json; charset=utf-8", new byte[0]);

    private final Installation installation;
    private final UserRoutes users;
    private final GroupRoutes groups;

    OcsApi(UserDirectory directory, Installation installation) {
        UserAnswers answers = new UserAnswers(directory, installation);
        this.installation = installation;
        this.users = new UserRoutes(directory, installation, answers);
        this.groups = new GroupRoutes(directory, installation, answers);
    }

    UserRoutes users() {
        return users;
    }

    Reply answer(IncomingRequest request, Inquiry inquiry, Caller caller) {
        if (caller instanceof Caller.Unknown unknown) {
            return answerUnknown(request, inquiry, unknown);
        }
        Account asker = caller.account().orElseThrow();
        Reply reply = inquiry.path().equals("/cloud/capabilities")
                ? capabilities(request, inquiry, true)
                : route(inquiry.path(), request)
                        .map(each ->
                                understood(request) ? answerKnown(request, inquiry, asker, each) : METHOD_NOT_ALLOWED)
                        .orElseGet(() -> OcsResult.NO_ROUTE.render(inquiry));
        return reply == METHOD_NOT_ALLOWED ? reply : reply.with("X-User-Id", asker.id());
    }

    private Reply answerUnknown(IncomingRequest request, Inquiry inquiry, Caller.Unknown unknown) {
        return switch (unknown) {
            case REFUSED, DISABLED -> refusal(inquiry, installation.release());
            case BLOCKED -> OcsResult.BLOCKED.render(inquiry);
            case BROKEN -> OcsResult.INTERNAL_ERROR.render(inquiry);
            case ANONYMOUS, APP_PASSWORD_NEEDED ->
                inquiry.path().equals("/cloud/capabilities")
                        ? capabilities(request, inquiry, false)
                        : route(inquiry.path(), request).isEmpty()
                                ? OcsResult.NO_ROUTE.render(inquiry)
                                : understood(request) ? OcsResult.NOT_LOGGED_IN.render(inquiry) : METHOD_NOT_ALLOWED;
        };
    }

    /** The answer to a wrong password: up to release 30 in XML, whatever the client prefers. */
    static Reply refusal(Inquiry inquiry, int release) {
        Inquiry shown =
                release > 30 ? inquiry : new Inquiry(inquiry.surface(), inquiry.ocsVersion(), inquiry.path(), false);
        return OcsResult.UNAUTHORISED.render(shown).with("WWW-Authenticate", "Basic realm=\"Authorisation Required\"");
    }

    private Reply answerKnown(
            IncomingRequest request, Inquiry inquiry, Account asker, Function<Account, OcsResult> route) {
        boolean bearer = request.header("Authorization")
                .filter(value -> value.startsWith("Bearer "))
                .isPresent();
        if (!bearer && request.header("OCS-APIRequest").isEmpty()) {
            return Reply.rawJson(412, "{\"message\":\"CSRF check failed\"}");
        }
        if (inquiry.path().startsWith(USERS)
                && inquiry.path()
                        .substring(USERS.length())
                        .replaceFirst("/groups$", "")
                        .contains("/")) {
            return METHOD_NOT_ALLOWED;
        }
        return route.apply(asker).render(inquiry);
    }

    private static boolean understood(IncomingRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private Optional<Function<Account, OcsResult>> route(String path, IncomingRequest request) {
        return switch (path) {
            case "/cloud/user" -> Optional.of(users::self);
            // A group called dot-dot is resolved before PHP sees it: a list of the same form, of everybody.
            case "/cloud/users", "/cloud/groups/../users" -> Optional.of(asker -> users.all(asker, request));
            case "/cloud/groups" -> Optional.of(asker -> groups.ids(asker, request));
            case "/cloud/groups/details" -> Optional.of(asker -> groups.details(asker, request));
            case "/core/autocomplete/get" -> Optional.of(asker -> groups.complete(request));
            default -> parameterised(path, request);
        };
    }

    private Optional<Function<Account, OcsResult>> parameterised(String path, IncomingRequest request) {
        Matcher userGroups = USER_GROUPS.matcher(path);
        if (userGroups.matches()) {
            return Optional.of(asker -> users.groupsOf(asker, userGroups.group(1)));
        }
        if (path.startsWith(USERS)) {
            return Optional.of(asker -> users.one(asker, path.substring(USERS.length())));
        }
        Matcher members = GROUP_MEMBERS.matcher(path);
        if (members.matches()) {
            return Optional.of(asker -> groups.members(asker, members.group(1), request));
        }
        Matcher group = GROUP.matcher(path);
        return group.matches() && !path.endsWith("/users/details")
                ? Optional.of(asker -> groups.formerMembers(asker, group.group(1), request))
                : Optional.empty();
    }

    private Reply capabilities(IncomingRequest request, Inquiry inquiry, boolean known) {
        Map<String, Object> protection = new LinkedHashMap<>();
        protection.put(
                "delay", installation.exempt() ? 0 : installation.failedLogins().delay(request.client()));
        if (installation.release() >= 28) {
            protection.put("allow-listed", installation.exempt());
        }
        Map<String, Object> capabilities = new LinkedHashMap<>();
        if (known) {
            capabilities.put("core", Map.of("pollinterval", 60, "webdav-root", "remote.php/webdav"));
        }
        capabilities.put("bruteforce", protection);
        capabilities.put("theming", Map.of("name", "Nextcloud", "productName", "Nextcloud"));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("version", version());
        data.put("capabilities", capabilities);
        return OcsResult.ok(data)
                .render(inquiry)
                .with(
                        "ETag",
                        "\""
                                + UUID.nameUUIDFromBytes(PhpJson.write(data))
                                        .toString()
                                        .replace("-", "") + "\"");
    }

    private Map<String, Object> version() {
        String[] parts = installation.version().split("\\.");
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("major", Integer.valueOf(parts[0]));
        version.put("minor", Integer.valueOf(parts[1]));
        version.put("micro", Integer.valueOf(parts[2]));
        version.put("string", String.join(".", parts[0], parts[1], parts[2]));
        version.put("edition", "");
        version.put("extendedSupport", false);
        return version;
    }
}
