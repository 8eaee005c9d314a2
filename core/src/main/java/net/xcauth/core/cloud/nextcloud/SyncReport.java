package net.xcauth.core.cloud.nextcloud;

import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The answer to a CardDAV {@code sync-collection} report on the address book of all accounts.
 *
 * @param names cleaned display names by account id, of accounts that are new or changed since the token in the request
 * @param gone  ids of accounts that are no longer in the book: deleted or disabled
 * @param token the token for the next request
 * @param more  true if the server has truncated the answer (507): the rest is available for the new token
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6578">RFC 6578: Collection Synchronization for WebDAV</a>
 */
record SyncReport(Map<String, String> names, Set<String> gone, String token, boolean more) {

    private static final String DAV = "DAV:";
    private static final String CARD_DAV = "urn:ietf:params:xml:ns:carddav";
    private static final String CARD_END = ".vcf";
    private static final XMLInputFactory XML = factory();

    /** Parses the body of a 207; empty if it is not such an answer, or has no token. */
    static Optional<SyncReport> read(byte[] body) {
        try {
            XMLStreamReader xml = XML.createXMLStreamReader(
                    new StringReader(XmlText.wellFormed(new String(body, StandardCharsets.UTF_8))));
            return new Parser(xml).read();
        } catch (XMLStreamException e) {
            return Optional.empty(); // invalid or truncated XML: not an answer to this report
        }
    }

    /** The account id in the address of a card, {@code …/Database:zed.vcf}; empty if it is not one. */
    static Optional<String> account(String href) {
        String file = href.substring(href.lastIndexOf('/') + 1);
        try {
            String name = URLDecoder.decode(file.replace("+", "%2B"), StandardCharsets.UTF_8);
            int colon = name.indexOf(':');
            boolean card = colon > 0 && name.endsWith(CARD_END) && name.length() > colon + 1 + CARD_END.length();
            return card ? Optional.of(name.substring(colon + 1, name.length() - CARD_END.length())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // invalid percent-encoding: not a card of this book
        }
    }

    private static XMLInputFactory factory() {
        // The JDK's own implementation, even if a server's class path has another one.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    private static final class Parser {
        private final XMLStreamReader xml;
        private final Map<String, String> names = new LinkedHashMap<>();
        private final Set<String> gone = new LinkedHashSet<>();
        private String token = "";
        private boolean more;
        private boolean multistatus;

        Parser(XMLStreamReader xml) {
            this.xml = xml;
        }

        Optional<SyncReport> read() throws XMLStreamException {
            int depth = 0;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    return Optional.empty();
                }
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    depth = entered(depth + 1);
                }
            }
            return multistatus && !token.isEmpty()
                    ? Optional.of(new SyncReport(names, gone, token, more))
                    : Optional.empty();
        }

        /** @return the depth afterwards; an element consumed here is read to its end */
        private int entered(int depth) throws XMLStreamException {
            if (depth == 1) {
                multistatus = isDav("multistatus");
                return depth;
            }
            if (depth == 2 && multistatus && isDav("response")) {
                readResponse();
                return 1;
            }
            if (depth == 2 && multistatus && isDav("sync-token")) {
                token = text();
                return 1;
            }
            return depth;
        }

        private void readResponse() throws XMLStreamException {
            String href = "";
            String status = "";
            String card = "";
            for (int depth = 1; depth > 0; ) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    boolean href1 = depth == 2 && isDav("href");
                    boolean status1 = depth == 2 && isDav("status");
                    boolean card1 = xml.getLocalName().equals("address-data") && CARD_DAV.equals(xml.getNamespaceURI());
                    if (href1 || status1 || card1) {
                        String text = text();
                        depth--;
                        href = href1 ? text : href;
                        status = status1 ? text : status;
                        card = card1 ? text : card;
                    }
                }
            }
            take(href.strip(), status, card);
        }

        private void take(String href, String status, String card) {
            if (status.contains(" 507")) {
                more = true;
                return;
            }
            Optional<String> account = account(href).filter(Names::possible);
            if (account.isEmpty()) {
                return;
            }
            if (status.contains(" 404")) {
                gone.add(account.get());
                names.remove(account.get());
            } else if (!card.isEmpty()) {
                String name = VCard.formattedName(card).map(Names::cleaned).orElse("");
                names.put(account.get(), name.isEmpty() ? account.get() : name);
                gone.remove(account.get());
            }
        }

        private String text() throws XMLStreamException {
            return xml.getElementText();
        }

        private boolean isDav(String element) {
            return xml.getLocalName().equals(element) && DAV.equals(xml.getNamespaceURI());
        }
    }

    /** Removes characters that XML does not allow: one in a display name must not make all others unreadable. */
    private static final class XmlText {
        private static final Pattern REFERENCE = Pattern.compile("&#(?:([0-9]{1,8})|x([0-9a-fA-F]{1,7}));");
        private static final Pattern FORBIDDEN =
                Pattern.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]");

        private XmlText() {}

        /** The text without characters, and without character references, that XML 1.0 forbids. */
        static String wellFormed(String xml) {
            return REFERENCE.matcher(FORBIDDEN.matcher(xml).replaceAll("")).replaceAll(XmlText::allowed);
        }

        private static String allowed(MatchResult reference) {
            int code = reference.group(1) != null
                    ? Integer.parseInt(reference.group(1))
                    : Integer.parseInt(reference.group(2), 16);
            boolean allowed = Character.isValidCodePoint(code)
                    && !FORBIDDEN.matcher(Character.toString(code)).matches();
            return allowed ? reference.group() : "";
        }
    }
}
