package net.xcauth.bridge.protocol;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Parses the requests of ejabberd's and Prosody's external authentication, such as {@code auth:USER:DOMAIN:PASSWORD}.
 * Only the first three colons separate fields, so that passwords may contain colons. {@code prosody-modules/README.md}
 * describes the requests that only {@code generic} has.
 */
final class ColonRequest {
    private static final Set<String> UNSUPPORTED = Set.of("setpass", "tryregister");

    private ColonRequest() {}

    /** @param generic true to accept the requests that only the protocol {@code generic} has */
    static Request parse(byte[] bytes, boolean generic) {
        return Utf8.decode(bytes)
                .map(text -> parse(text, generic))
                .orElseGet(() -> new Request.Malformed("it is not UTF-8"));
    }

    private static Request parse(String text, boolean generic) {
        String[] fields = text.split(":", 4);
        return switch (fields[0]) {
            case "auth" ->
                fields.length == 4
                        ? new Request.Auth(fields[1], fields[2], fields[3])
                        : new Request.Malformed("auth needs a user, a domain and a password");
            case "isuser" ->
                fields.length == 3
                        ? new Request.IsUser(fields[1], fields[2])
                        : new Request.Malformed("isuser needs a user and a domain");
            case "roster" ->
                generic && fields.length == 3
                        ? new Request.Roster(fields[1], fields[2])
                        : new Request.Malformed("roster needs a user and a domain, and the protocol generic");
            case "contacts" ->
                generic && fields.length >= 3
                        ? new Request.Contacts(fields[1], fields[2], fields.length == 4 ? fields[3] : "")
                        : new Request.Malformed("contacts needs a user and a domain, and the protocol generic");
            case "login" ->
                generic && fields.length == 4
                        ? login(fields[1], fields[2], fields[3])
                        : new Request.Malformed(
                                "login needs a user, a domain, an address and a password, and the protocol generic");
            case "account" ->
                generic && fields.length == 3
                        ? new Request.Account(fields[1], fields[2])
                        : new Request.Malformed("account needs a user and a domain, and the protocol generic");
            case "removeuser", "removeuser3" ->
                fields.length >= 3
                        ? new Request.RemoveUser(fields[1], fields[2])
                        : new Request.Malformed("removeuser needs a user and a domain");
            case "features" ->
                generic
                        ? new Request.Features(Set.copyOf(List.of(text.split(":"))))
                        : new Request.Malformed("features needs the protocol generic");
            default ->
                UNSUPPORTED.contains(fields[0])
                        ? new Request.Unsupported(fields[0])
                        : new Request.Malformed("the operation is unknown");
        };
    }

    /** @param rest {@code 192.0.2.1:PASSWORD} or {@code [2001:db8::1]:PASSWORD} */
    private static Request login(String user, String domain, String rest) {
        boolean bracketed = rest.startsWith("[");
        int end = rest.indexOf(bracketed ? "]:" : ":");
        Optional<byte[]> address = end < 0
                ? Optional.empty()
                : Optional.ofNullable(
                        NetUtil.createByteArrayFromIpAddressString(rest.substring(bracketed ? 1 : 0, end)));
        if (address.isEmpty()) {
            return new Request.Malformed(
                    "login needs an IPv4 address, or an IPv6 address in brackets, before the password");
        }
        try {
            return new Request.Auth(
                    user,
                    domain,
                    rest.substring(end + (bracketed ? 2 : 1)),
                    Optional.of(InetAddress.getByAddress(address.get())));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address has 4 or 16 bytes", e);
        }
    }
}
