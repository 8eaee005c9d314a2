package net.xcauth.demo.nextcloud;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.xcauth.demo.directory.Account;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.http.HttpReply;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.PercentEncoding;
import org.w3c.dom.Element;

/**
 * The system address book with CardDAV's {@code sync-collection} (RFC 6578): the card of every enabled account, and the
 * changes since a token. It has no groups.
 */
final class SystemAddressBook {

    private static final String NAME = "z-server-generated--system";
    private static final Pattern PATH =
            Pattern.compile(Pattern.quote(RequestTarget.ADDRESS_BOOKS) + "([^/]+)/" + NAME + "/?");
    private static final String TOKEN = "http://sabre.io/ns/sync/";
    private static final Pattern SYNC_TOKEN =
            Pattern.compile(Pattern.quote(TOKEN) + "(?:init_([0-9]{1,9})_)?([0-9]{1,18})");
    private static final String DAV = "DAV:";
    private static final String OPENING = "<d:multistatus xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\""
            + " xmlns:card=\"urn:ietf:params:xml:ns:carddav\" xmlns:oc=\"http://owncloud.org/ns\""
            + " xmlns:nc=\"http://nextcloud.org/ns\">";

    private final UserDirectory directory;
    private final Installation installation;
    /** The database row of each card; initial reports are in this order. */
    private final Map<String, Integer> rows = new HashMap<>();

    /**
     * The content of one answer.
     *
     * @param cards     the account of each card; empty if the card was removed
     * @param truncated true if the token continues the report
     */
    private record Page(Map<String, Optional<Account>> cards, String token, boolean truncated) {}

    SystemAddressBook(UserDirectory directory, Installation installation) {
        this.directory = directory;
        this.installation = installation;
    }

    HttpReply answer(IncomingRequest request, RequestTarget target, Account user) {
        Matcher path = PATH.matcher(target.path());
        if (!path.matches() || !path.group(1).equals(user.id()) || !installation.addressBook()) {
            return DavError.notFound("Addressbook with name '" + NAME + "' could not be found");
        }
        Optional<Element> body = Xml.parse(request.body());
        String href = Xml.escape(PercentEncoding.encodePath(
                installation.folder() + RequestTarget.ADDRESS_BOOKS + user.id() + "/" + NAME + "/"));
        return switch (request.method()) {
            case "PROPFIND" -> properties(body, href);
            case "REPORT" ->
                body.filter(root -> root.getLocalName().equals("sync-collection"))
                        .map(root -> report(root, href, user))
                        .orElseGet(() -> DavError.badRequest("The REPORT is not a sync-collection"));
            default -> HttpReply.empty(405);
        };
    }

    private HttpReply report(Element root, String href, Account user) {
        String token = child(root, "sync-token").orElse("").strip();
        Matcher matcher = SYNC_TOKEN.matcher(token);
        boolean first = token.isEmpty();
        if (!first && !matcher.matches()) {
            return DavError.invalidSyncToken();
        }
        Predicate<String> visible = card -> installation.enumeration() || card.equals(user.cardName());
        Page page;
        if (first) {
            page = initial(0, directory.changeToken(), visible);
        } else if (matcher.group(1) != null) {
            page = initial(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)), visible);
        } else {
            page = changes(Long.parseLong(matcher.group(2)), visible);
        }
        boolean withData = root.getElementsByTagNameNS("urn:ietf:params:xml:ns:carddav", "address-data")
                        .getLength()
                > 0;
        return multistatus(page, href, withData);
    }

    /** Cards after a row, for a client that does not have all cards yet. */
    private Page initial(int afterRow, long token, Predicate<String> visible) {
        List<Account> left = directory.all().stream()
                .filter(account -> row(account) > afterRow && account.enabled())
                .filter(account -> visible.test(account.cardName()))
                .sorted(Comparator.comparing(this::row))
                .toList();
        Map<String, Optional<Account>> cards = new LinkedHashMap<>();
        left.stream().limit(installation.pageSize()).forEach(each -> cards.put(each.cardName(), Optional.of(each)));
        boolean truncated = left.size() > cards.size();
        return new Page(
                cards,
                truncated ? "init_" + row(left.get(cards.size() - 1)) + "_" + token : Long.toString(token),
                truncated);
    }

    private Page changes(long after, Predicate<String> visible) {
        List<UserDirectory.CardChange> all = directory.changesAfter(after);
        List<UserDirectory.CardChange> changes =
                all.stream().limit(installation.pageSize()).toList();
        Map<String, Optional<Account>> cards = new LinkedHashMap<>();
        Stream.concat(
                        changes.stream().filter(change -> change.account().isPresent()),
                        changes.stream().filter(change -> change.account().isEmpty()))
                .filter(change -> visible.test(change.card()))
                .forEach(each -> cards.put(each.card(), each.account()));
        boolean truncated = changes.size() < all.size();
        return new Page(
                cards,
                Long.toString(truncated ? changes.get(changes.size() - 1).token() : directory.changeToken()),
                truncated);
    }

    private static HttpReply multistatus(Page page, String href, boolean withData) {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\"?>\n").append(OPENING).append('\n');
        page.cards.forEach((name, account) -> {
            xml.append(" <d:response>\n  <d:href>")
                    .append(href)
                    .append(Xml.escape(PercentEncoding.encodePath(name)))
                    .append("</d:href>\n");
            account.ifPresentOrElse(
                    each -> appendCard(xml, AccountCard.of(each), withData),
                    () -> xml.append("  <d:status>HTTP/1.1 404 Not Found</d:status>\n"));
            xml.append(" </d:response>\n");
        });
        if (page.truncated) {
            xml.append(" <d:response>\n  <d:href>")
                    .append(href)
                    .append("</d:href>\n")
                    .append("  <d:status>HTTP/1.1 507 Insufficient Storage</d:status>\n")
                    .append("  <d:error>\n   <d:number-of-matches-within-limits/>\n  </d:error>\n </d:response>\n");
        }
        xml.append(" <d:sync-token>").append(TOKEN).append(page.token).append("</d:sync-token>\n</d:multistatus>\n");
        return HttpReply.of(207, "application/xml; charset=utf-8", Xml.bytes(xml.toString()));
    }

    private static void appendCard(StringBuilder xml, String card, boolean withData) {
        xml.append("  <d:propstat>\n   <d:prop>\n    <d:getetag>&quot;")
                .append(AccountCard.etag(card))
                .append("&quot;</d:getetag>\n");
        if (withData) {
            xml.append("    <card:address-data>").append(Xml.escape(card)).append("</card:address-data>\n");
        }
        xml.append("   </d:prop>\n   <d:status>HTTP/1.1 200 OK</d:status>\n  </d:propstat>\n");
    }

    /** The properties {@code sync-token} and {@code getctag}, whatever the request asks for. */
    private HttpReply properties(Optional<Element> body, String href) {
        if (body.isEmpty()) {
            return DavError.badRequest("The PROPFIND has no body");
        }
        long token = directory.changeToken();
        String xml =
                "<?xml version=\"1.0\"?>\n" + OPENING + "<d:response><d:href>" + href + "</d:href><d:propstat><d:prop>"
                        + "<d:sync-token>" + TOKEN + token + "</d:sync-token>"
                        + "<x1:getctag xmlns:x1=\"http://calendarserver.org/ns/\">" + token + "</x1:getctag>"
                        + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>\n";
        return HttpReply.of(207, "application/xml; charset=utf-8", Xml.bytes(xml))
                .with("Vary", "Brief,Prefer")
                .with("DAV", "1, 3, extended-mkcol, access-control, addressbook");
    }

    private synchronized int row(Account account) {
        return rows.computeIfAbsent(account.cardName(), any -> rows.size() + 1);
    }

    private static Optional<String> child(Element root, String name) {
        return Optional.ofNullable(root.getElementsByTagNameNS(DAV, name).item(0))
                .map(node -> node.getTextContent());
    }
}
