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
import net.xcauth.demo.http.HttpReply;
import net.xcauth.demo.http.IncomingRequest;

/** {@code /ocs/v1.php/…} and {@code /ocs/v2.php/…}: checks the caller's login and routes the request. */
final class OcsApi {

    private static final Pattern USER_GROUPS = Pattern.compile("/cloud/users/([^/]+)/groups");
    private static final Pattern GROUP_MEMBERS = Pattern.compile("/cloud/groups/(.+)/users", Pattern.DOTALL);
    private static final Pattern GROUP = Pattern.compile("/cloud/groups/(.+)", Pattern.DOTALL);
    private static final String USERS = "/cloud/users/";
    private static final HttpReply METHOD_NOT_ALLOWED =
            HttpReply.of(405, "application/json; charset=utf-8", new byte[0]);

    private final Installation installation;
    private final UserRoutes users;
    private final GroupRoutes groups;

    OcsApi(UserDirectory directory, Installation installation) {
        UserDetails answers = new UserDetails(directory, installation);
        this.installation = installation;
        this.users = new UserRoutes(directory, installation, answers);
        this.groups = new GroupRoutes(directory, installation, answers);
    }

    UserRoutes users() {
        return users;
    }

    HttpReply answer(IncomingRequest request, RequestTarget target, Caller caller) {
        if (caller instanceof Caller.Unknown unknown) {
            return answerUnknown(request, target, unknown);
        }
        Account user = caller.account().orElseThrow();
        HttpReply reply = target.path().equals("/cloud/capabilities")
                ? capabilities(request, target, true)
                : route(target.path(), request)
                        .map(each ->
                                isSupported(request) ? answerKnown(request, target, user, each) : METHOD_NOT_ALLOWED)
                        .orElseGet(() -> OcsResult.NO_ROUTE.render(target));
        return reply == METHOD_NOT_ALLOWED ? reply : reply.with("X-User-Id", user.id());
    }

    private HttpReply answerUnknown(IncomingRequest request, RequestTarget target, Caller.Unknown unknown) {
        return switch (unknown) {
            case REFUSED, DISABLED -> refusal(target, installation.release());
            case BLOCKED -> OcsResult.BLOCKED.render(target);
            case BROKEN -> OcsResult.INTERNAL_ERROR.render(target);
            case ANONYMOUS, APP_PASSWORD_NEEDED ->
                target.path().equals("/cloud/capabilities")
                        ? capabilities(request, target, false)
                        : route(target.path(), request).isEmpty()
                                ? OcsResult.NO_ROUTE.render(target)
                                : isSupported(request) ? OcsResult.NOT_LOGGED_IN.render(target) : METHOD_NOT_ALLOWED;
        };
    }

    /** The answer to a wrong password: up to release 30 always XML. */
    static HttpReply refusal(RequestTarget target, int release) {
        RequestTarget format =
                release > 30 ? target : new RequestTarget(target.surface(), target.ocsVersion(), target.path(), false);
        return OcsResult.UNAUTHORISED.render(format).with("WWW-Authenticate", "Basic realm=\"Authorisation Required\"");
    }

    private HttpReply answerKnown(
            IncomingRequest request, RequestTarget target, Account user, Function<Account, OcsResult> route) {
        boolean bearer = request.header("Authorization")
                .filter(value -> value.startsWith("Bearer "))
                .isPresent();
        if (!bearer && request.header("OCS-APIRequest").isEmpty()) {
            return HttpReply.rawJson(412, "{\"message\":\"CSRF check failed\"}");
        }
        if (target.path().startsWith(USERS)
                && target.path()
                        .substring(USERS.length())
                        .replaceFirst("/groups$", "")
                        .contains("/")) {
            return METHOD_NOT_ALLOWED;
        }
        return route.apply(user).render(target);
    }

    private static boolean isSupported(IncomingRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private Optional<Function<Account, OcsResult>> route(String path, IncomingRequest request) {
        return switch (path) {
            case "/cloud/user" -> Optional.of(users::self);
            // The web server resolves a group named ".." to this list, which has the same format.
            case "/cloud/users", "/cloud/groups/../users" -> Optional.of(user -> users.all(user, request));
            case "/cloud/groups" -> Optional.of(user -> groups.ids(user, request));
            case "/cloud/groups/details" -> Optional.of(user -> groups.details(user, request));
            case "/core/autocomplete/get" -> Optional.of(user -> groups.complete(request));
            default -> parameterised(path, request);
        };
    }

    private Optional<Function<Account, OcsResult>> parameterised(String path, IncomingRequest request) {
        Matcher userGroups = USER_GROUPS.matcher(path);
        if (userGroups.matches()) {
            return Optional.of(user -> users.groupsOf(user, userGroups.group(1)));
        }
        if (path.startsWith(USERS)) {
            return Optional.of(user -> users.one(user, path.substring(USERS.length())));
        }
        Matcher members = GROUP_MEMBERS.matcher(path);
        if (members.matches()) {
            return Optional.of(user -> groups.members(user, members.group(1), request));
        }
        Matcher group = GROUP.matcher(path);
        return group.matches() && !path.endsWith("/users/details")
                ? Optional.of(user -> groups.formerMembers(user, group.group(1), request))
                : Optional.empty();
    }

    private HttpReply capabilities(IncomingRequest request, RequestTarget target, boolean known) {
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
                .render(target)
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
