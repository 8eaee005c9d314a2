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
import net.xcauth.demo.directory.CardChange;
import net.xcauth.demo.directory.UserDirectory;
import net.xcauth.demo.http.IncomingRequest;
import net.xcauth.demo.http.PercentEncoding;
import net.xcauth.demo.http.Reply;
import org.w3c.dom.Element;

/**
 * The system address book, CardDAV's {@code sync-collection} (RFC 6578): the card of every enabled account, and what
 * has changed since a token. Groups are not in it.
 */
final class SystemAddressBook {

    static final String PARENT = "/remote.php/dav/addressbooks/users/";

    private static final String NAME = "z-server-generated--system";
    private static final Pattern PATH = Pattern.compile(Pattern.quote(PARENT) + "([^/]+)/" + NAME + "/?");
    private static final String TOKEN = "http://sabre.io/ns/sync/";
    private static final Pattern SYNC_TOKEN =
            Pattern.compile(Pattern.quote(TOKEN) + "(?:init_([0-9]{1,9})_)?([0-9]{1,18})");
    private static final String DAV = "DAV:";
    private static final String OPENING = "<d:multistatus xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\""
            + " xmlns:card=\"urn:ietf:params:xml:ns:carddav\" xmlns:oc=\"http://owncloud.org/ns\""
            + " xmlns:nc=\"http://nextcloud.org/ns\">";

    private final UserDirectory directory;
    private final Installation installation;
    /** From card to the number of its row in the database, in which order first reports come. */
    private final Map<String, Integer> rows = new HashMap<>();

    /**
     * One answer's content.
     *
     * @param cards     the account for each card, empty where the card is gone
     * @param truncated true if there is more, to be had with the token
     */
    private record Page(Map<String, Optional<Account>> cards, String token, boolean truncated) {}

    SystemAddressBook(UserDirectory directory, Installation installation) {
        this.directory = directory;
        this.installation = installation;
    }

    Reply answer(IncomingRequest request, Inquiry inquiry, Account asker) {
        Matcher path = PATH.matcher(inquiry.path());
        if (!path.matches() || !path.group(1).equals(asker.id()) || !installation.addressBook()) {
            return DavError.notFound("Addressbook with name '" + NAME + "' could not be found");
        }
        Optional<Element> body = Xml.parse(request.body());
        String href =
                Xml.escape(PercentEncoding.encodePath(installation.folder() + PARENT + asker.id() + "/" + NAME + "/"));
        return switch (request.method()) {
            case "PROPFIND" -> properties(body, href);
            case "REPORT" ->
                body.filter(root -> root.getLocalName().equals("sync-collection"))
                        .map(root -> report(root, href, asker))
                        .orElseGet(() -> DavError.badRequest("The REPORT is not a sync-collection"));
            default -> Reply.empty(405);
        };
    }

    private Reply report(Element root, String href, Account asker) {
        String token = child(root, "sync-token").orElse("").strip();
        Matcher matcher = SYNC_TOKEN.matcher(token);
        boolean first = token.isEmpty();
        if (!first && !matcher.matches()) {
            return DavError.invalidSyncToken();
        }
        Predicate<String> visible = card -> installation.enumeration() || card.equals(asker.cardName());
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

    /** Cards after a row, for a client that has none or not all yet. */
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
        List<CardChange> all = directory.changesAfter(after);
        List<CardChange> changes = all.stream().limit(installation.pageSize()).toList();
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

    private static Reply multistatus(Page page, String href, boolean withData) {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\"?>\n").append(OPENING).append('\n');
        page.cards.forEach((name, account) -> {
            xml.append(" <d:response>\n  <d:href>")
                    .append(href)
                    .append(Xml.escape(PercentEncoding.encodePath(name)))
                    .append("</d:href>\n");
            account.ifPresentOrElse(
                    each -> appendCard(xml, Card.of(each), withData),
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
        return Reply.of(207, "application/xml; charset=utf-8", Xml.bytes(xml.toString()));
    }

    private static void appendCard(StringBuilder xml, String card, boolean withData) {
        xml.append("  <d:propstat>\n   <d:prop>\n    <d:getetag>&quot;")
                .append(Card.etag(card))
                .append("&quot;</d:getetag>\n");
        if (withData) {
            xml.append("    <card:address-data>").append(Xml.escape(card)).append("</card:address-data>\n");
        }
        xml.append("   </d:prop>\n   <d:status>HTTP/1.1 200 OK</d:status>\n  </d:propstat>\n");
    }

    /** The properties {@code sync-token} and {@code getctag}, whatever else was asked for. */
    private Reply properties(Optional<Element> body, String href) {
        if (body.isEmpty()) {
            return DavError.badRequest("The PROPFIND has no body");
        }
        long token = directory.changeToken();
        String xml =
                "<?xml version=\"1.0\"?>\n" + OPENING + "<d:response><d:href>" + href + "</d:href><d:propstat><d:prop>"
                        + "<d:sync-token>" + TOKEN + token + "</d:sync-token>"
                        + "<x1:getctag xmlns:x1=\"http://calendarserver.org/ns/\">" + token + "</x1:getctag>"
                        + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>\n";
        return Reply.of(207, "application/xml; charset=utf-8", Xml.bytes(xml))
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
