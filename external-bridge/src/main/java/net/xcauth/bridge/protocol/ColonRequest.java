package net.xcauth.bridge.protocol;

import java.util.Set;

/**
 * The requests of ejabberd's and Prosody's external authentication, {@code auth:USER:DOMAIN:PASSWORD} and the like.
 * Only the first three colons separate, so that passwords may contain more.
 */
final class ColonRequest {
    private static final Set<String> UNSUPPORTED = Set.of("setpass", "tryregister", "removeuser", "removeuser3");

    private ColonRequest() {
    }

    /** @param rosters whether {@code roster:} and {@code contacts:} are part of the protocol */
    static Request parse(byte[] bytes, boolean rosters) {
        String text = Utf8.decode(bytes);
        if (text == null) {
            return new Request.Malformed("it is not UTF-8");
        }
        String[] fields = text.split(":", 4);
        return switch (fields[0]) {
            case "auth" -> fields.length == 4 ? new Request.Auth(fields[1], fields[2], fields[3])
                    : new Request.Malformed("auth needs a user, a domain and a password");
            case "isuser" -> fields.length == 3 ? new Request.IsUser(fields[1], fields[2])
                    : new Request.Malformed("isuser needs a user and a domain");
            case "roster" -> rosters && fields.length == 3 ? new Request.Roster(fields[1], fields[2])
                    : new Request.Malformed("roster needs a user and a domain, and the protocol generic");
            case "contacts" -> rosters && fields.length >= 3
                    ? new Request.Contacts(fields[1], fields[2], fields.length == 4 ? fields[3] : "")
                    : new Request.Malformed("contacts needs a user and a domain, and the protocol generic");
            default -> UNSUPPORTED.contains(fields[0]) ? new Request.Unsupported(fields[0])
                    : new Request.Malformed("the operation is unknown");
        };
    }
}
