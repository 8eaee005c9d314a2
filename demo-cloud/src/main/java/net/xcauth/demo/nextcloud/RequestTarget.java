package net.xcauth.demo.nextcloud;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.PercentEncoding;

/**
 * The target of a request, from its address.
 *
 * @param path decoded once; for OCS ({@code /cloud/user}) and avatars without the script's name
 */
record RequestTarget(Surface surface, int ocsVersion, String path, boolean wantsJson) {

    /** The parts of Nextcloud that have their own answer formats. */
    enum Surface {
        STATUS,
        OCS,
        DAV,
        AVATAR,
        OTHER
    }

    /** The path of a user's address books, without the user's id. */
    static final String ADDRESS_BOOKS = "/remote.php/dav/addressbooks/users/";

    private static final Pattern OCS = Pattern.compile("/ocs/v([12])\\.php(/.*)", Pattern.DOTALL);
    private static final Pattern AVATAR = Pattern.compile("(?:/index\\.php)?/avatar/(.*)", Pattern.DOTALL);
    private static final Pattern GROUP = Pattern.compile("/cloud/groups/(.+?)(?:/users(?:/details)?)?", Pattern.DOTALL);

    static RequestTarget of(IncomingRequest request) {
        String path = PercentEncoding.decode(request.path());
        Matcher ocs = OCS.matcher(path);
        if (ocs.matches()) {
            return new RequestTarget(Surface.OCS, Integer.parseInt(ocs.group(1)), ocs.group(2), wantsJson(request));
        }
        Matcher avatar = AVATAR.matcher(path);
        if (avatar.matches()) {
            return new RequestTarget(Surface.AVATAR, 0, avatar.group(1), false);
        }
        Surface surface = path.equals("/status.php")
                ? Surface.STATUS
                : path.startsWith("/remote.php/dav/") ? Surface.DAV : Surface.OTHER;
        return new RequestTarget(surface, 0, path, false);
    }

    /** The kind of request, one of {@link NextcloudApi#OPERATIONS}; empty for all others. */
    String operation() {
        return switch (surface) {
            case STATUS -> "status";
            case AVATAR -> "isuser";
            case DAV -> path.startsWith(ADDRESS_BOOKS) ? "address-book" : "";
            case OCS -> ocsOperation();
            case OTHER -> "";
        };
    }

    /** The user or group in the address; empty if none. */
    String subject() {
        if (surface == Surface.AVATAR) {
            return path.replaceFirst("/[0-9]+(/dark)?$", "");
        }
        if (surface == Surface.OCS && path.startsWith("/cloud/users/")) {
            return path.substring("/cloud/users/".length()).replaceFirst("/groups$", "");
        }
        Matcher group = GROUP.matcher(path);
        return surface == Surface.OCS && operation().equals("members") && group.matches()
                ? PercentEncoding.decodeForm(group.group(1))
                : "";
    }

    private String ocsOperation() {
        if (path.startsWith("/cloud/users/")) {
            return "isuser";
        }
        return switch (path) {
            case "/cloud/user" -> "auth";
            case "/cloud/groups", "/cloud/groups/details", "/core/autocomplete/get" -> "groups";
            case "/cloud/users" -> "users";
            case "/cloud/capabilities" -> "capabilities";
            default -> path.startsWith("/cloud/groups/") ? "members" : "";
        };
    }

    private static boolean wantsJson(IncomingRequest request) {
        Optional<String> format = request.parameter("format");
        return format.map("json"::equals)
                .orElseGet(() -> request.header("Accept")
                        .filter(accept -> accept.contains("application/json"))
                        .isPresent());
    }
}
