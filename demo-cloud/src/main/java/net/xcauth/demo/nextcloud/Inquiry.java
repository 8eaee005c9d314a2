package net.xcauth.demo.nextcloud;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.PercentEncoding;

/**
 * A request as far as its address tells what it is about.
 *
 * @param path decoded once; without the script's name for OCS ({@code /cloud/user}) and avatars
 */
record Inquiry(Surface surface, int ocsVersion, String path, boolean wantsJson) {

    /** The parts of Nextcloud that answer each in their own form. */
    enum Surface {
        STATUS,
        OCS,
        DAV,
        AVATAR,
        OTHER
    }

    private static final Pattern OCS = Pattern.compile("/ocs/v([12])\\.php(/.*)", Pattern.DOTALL);
    private static final Pattern AVATAR = Pattern.compile("(?:/index\\.php)?/avatar/(.*)", Pattern.DOTALL);
    private static final Pattern GROUP = Pattern.compile("/cloud/groups/(.+?)(?:/users(?:/details)?)?", Pattern.DOTALL);

    static Inquiry of(IncomingRequest request) {
        String path = PercentEncoding.decode(request.path());
        Matcher ocs = OCS.matcher(path);
        if (ocs.matches()) {
            return new Inquiry(Surface.OCS, Integer.parseInt(ocs.group(1)), ocs.group(2), wantsJson(request));
        }
        Matcher avatar = AVATAR.matcher(path);
        if (avatar.matches()) {
            return new Inquiry(Surface.AVATAR, 0, avatar.group(1), false);
        }
        Surface surface = path.equals("/status.php")
                ? Surface.STATUS
                : path.startsWith("/remote.php/dav/") ? Surface.DAV : Surface.OTHER;
        return new Inquiry(surface, 0, path, false);
    }

    /** The kind of question, one of {@link NextcloudApi#OPERATIONS}; empty for any other. */
    String operation() {
        return switch (surface) {
            case STATUS -> "status";
            case AVATAR -> "isuser";
            case DAV -> path.startsWith(SystemAddressBook.PARENT) ? "address-book" : "";
            case OCS -> ocsOperation();
            case OTHER -> "";
        };
    }

    /** The user or group that the address names, empty if none. */
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
        if (path.equals("/cloud/user")) {
            return "auth";
        }
        if (path.startsWith("/cloud/users/")) {
            return "isuser";
        }
        if (path.equals("/cloud/groups")
                || path.equals("/cloud/groups/details")
                || path.equals("/core/autocomplete/get")) {
            return "groups";
        }
        return path.startsWith("/cloud/groups/")
                ? "members"
                : path.equals("/cloud/users") ? "users" : path.equals("/cloud/capabilities") ? "capabilities" : "";
    }

    private static boolean wantsJson(IncomingRequest request) {
        Optional<String> format = request.parameter("format");
        return format.map("json"::equals)
                .orElseGet(() -> request.header("Accept")
                        .filter(accept -> accept.contains("application/json"))
                        .isPresent());
    }
}
