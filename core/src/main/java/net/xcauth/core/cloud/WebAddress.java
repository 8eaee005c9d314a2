package net.xcauth.core.cloud;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.user.XmppDomains;

/**
 * The address of a web server, as configured and as needed to connect. Unlike {@link URI#getHost}, it supports names
 * with an underscore, which container networks use.
 *
 * @param encrypted true for https
 * @param host      in lower case, for name resolution: a name with umlauts as A-label, an IPv6 address without brackets
 * @param port      the given or the default port
 */
public record WebAddress(boolean encrypted, String host, int port) {
    private static final Pattern PARTS = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?#]*)(.*)", Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::(\\d*))?");
    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9_-]{1,63}\\.)*[a-z0-9_-]{1,63}\\.?");
    private static final Pattern NUMBERS = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*(?:%[a-z0-9_.-]+)?");
    private static final int LONGEST_NAME = 254;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final int MOST_PORTS = 65_535;

    /**
     * Parses an http or https address.
     *
     * @return the same address in ASCII, its scheme and host in lower case
     * @throws RefusedException if it is not valid; the message says why
     */
    public static URI parse(String text) {
        Matcher parts = PARTS.matcher(text.strip());
        if (!parts.matches() || !parts.group(1).matches("(?i)https?")) {
            throw Refused.URL_SCHEME.exception();
        }
        String authority = parts.group(2);
        if (authority.indexOf('@') >= 0) {
            throw Refused.URL_USER.exception();
        }
        Matcher server = AUTHORITY.matcher(authority);
        if (!server.matches()) {
            throw Refused.URL_PORT.exception();
        }
        String host = host(server.group(1));
        String port = server.group(2) == null || server.group(2).isEmpty() ? "" : ":" + port(server.group(2));
        try {
            return URI.create(new URI(parts.group(1).toLowerCase(Locale.ROOT) + "://" + host + port + parts.group(3))
                    .toASCIIString());
        } catch (URISyntaxException e) {
            int at = Math.min(Math.max(e.getIndex(), 0), e.getInput().length() - 1);
            throw new RefusedException(Refused.URL_CHARACTER.with(e.getInput().substring(at, at + 1)), e);
        }
    }

    /** The server of an address returned by {@link #parse}, or of any other http or https address with a host. */
    public static WebAddress of(URI url) {
        boolean encrypted = "https".equalsIgnoreCase(url.getScheme());
        String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        Matcher server = AUTHORITY.matcher(authority.substring(authority.lastIndexOf('@') + 1));
        if (!server.matches() || server.group(1).isEmpty()) {
            throw Refused.URL_HOST.exception();
        }
        String host = server.group(1).startsWith("[")
                ? server.group(1).substring(1, server.group(1).length() - 1)
                : server.group(1);
        return new WebAddress(
                encrypted,
                host.toLowerCase(Locale.ROOT),
                server.group(2) == null || server.group(2).isEmpty()
                        ? encrypted ? HTTPS_PORT : HTTP_PORT
                        : Integer.parseInt(server.group(2)));
    }

    /** Host and, if the address has one, port, as people know the server. */
    public static String shown(URI url) {
        WebAddress address = of(url);
        return url.getRawAuthority().endsWith(":" + address.port) ? address.authority() : address.bracketed();
    }

    /** True for a loopback name or literal address of this machine; other names may resolve differently over time. */
    public boolean isThisMachine() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** The host as written in addresses: IPv6 in brackets. */
    public String bracketed() {
        return host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    }

    /** Host and port. */
    public String authority() {
        return bracketed() + ':' + port;
    }

    /** Host and, unless it is the default, port, as in the {@code Host} header. */
    public String requested() {
        return port == (encrypted ? HTTPS_PORT : HTTP_PORT) ? bracketed() : authority();
    }

    private static String host(String text) {
        if (text.startsWith("[")) {
            String address = text.substring(1, text.length() - 1).toLowerCase(Locale.ROOT);
            if (!isIpv6(address)) {
                throw Refused.URL_HOST_INVALID.exception();
            }
            return '[' + address + ']';
        }
        if (text.isEmpty()) {
            throw Refused.URL_HOST.exception();
        }
        if (XmppDomains.isAmbiguous(text)) {
            throw Refused.URL_HOST_AMBIGUOUS.exception();
        }
        String host = ascii(text).toLowerCase(Locale.ROOT);
        boolean valid = host.length() <= LONGEST_NAME
                && NAME.matcher(host).matches()
                && (!NUMBERS.matcher(host).matches() || IPV4.matcher(host).matches());
        if (!valid) {
            throw Refused.URL_HOST_INVALID.exception();
        }
        return host;
    }

    private static String ascii(String text) {
        if (XmppDomains.isAscii(text)) {
            return text;
        }
        try {
            return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refused.URL_HOST_INVALID.with(), e);
        }
    }

    private static boolean isIpv6(String address) {
        if (!IPV6.matcher(address).matches()) {
            return false;
        }
        try {
            return InetAddress.getByName(address.replaceFirst("%.*", "")) != null; // no lookup: it is a literal
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static int port(String digits) {
        int port = digits.length() > 5 ? 0 : Integer.parseInt(digits);
        if (port < 1 || port > MOST_PORTS) {
            throw Refused.URL_PORT.exception();
        }
        return port;
    }
}
