package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.IqData;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.parsing.SmackParsingException;
import org.jivesoftware.smack.provider.IqProvider;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;
import org.jxmpp.jid.impl.JidCreate;

/** A roster query, a change to a roster, or the server's reply or push. */
final class RosterIq extends IQ {
    static final String ELEMENT = "query";
    static final String NAMESPACE = "jabber:iq:roster";

    private final String version;
    private final List<RosterContact> contacts;

    /** Parses it unchanged; Smack's own provider adds and omits things. */
    static final class Provider extends IqProvider<RosterIq> {

        @Override
        public RosterIq parse(XmlPullParser parser, int initialDepth, IqData data, XmlEnvironment environment)
                throws XmlPullParserException, IOException, SmackParsingException {
            String version = parser.getAttributeValue("", "ver");
            List<RosterContact> contacts = new ArrayList<>();
            while (parser.next() != XmlPullParser.Event.END_ELEMENT || parser.getDepth() > initialDepth) {
                if (parser.getEventType() == XmlPullParser.Event.START_ELEMENT
                        && parser.getName().equals("item")) {
                    contacts.add(contact(parser));
                }
            }
            return new RosterIq(version, contacts);
        }

        private static RosterContact contact(XmlPullParser parser) throws XmlPullParserException, IOException {
            String user = JidCreate.bareFrom(parser.getAttributeValue("", "jid"))
                    .getLocalpartOrThrow()
                    .toString();
            String name = parser.getAttributeValue("", "name");
            String subscription = parser.getAttributeValue("", "subscription");
            Set<String> groups = new HashSet<>();
            int depth = parser.getDepth();
            while (parser.next() != XmlPullParser.Event.END_ELEMENT || parser.getDepth() > depth) {
                if (parser.getEventType() == XmlPullParser.Event.START_ELEMENT
                        && parser.getName().equals("group")) {
                    groups.add(parser.nextText());
                }
            }
            return new RosterContact(user, name == null ? "" : name, subscription, groups);
        }
    }

    private RosterIq(String version, List<RosterContact> contacts) {
        super(ELEMENT, NAMESPACE);
        this.version = version;
        this.contacts = List.copyOf(contacts);
    }

    /** @param version of the client's roster; null to request it without versioning */
    static RosterIq get(String version) {
        RosterIq question = new RosterIq(version, List.of());
        question.setType(Type.get);
        return question;
    }

    static RosterIq set(RosterContact contact) {
        RosterIq change = new RosterIq(null, List.of(contact));
        change.setType(Type.set);
        return change;
    }

    String version() {
        return version;
    }

    List<RosterContact> contacts() {
        return contacts;
    }

    @Override
    protected IQChildElementXmlStringBuilder getIQChildElementBuilder(IQChildElementXmlStringBuilder xml) {
        xml.optAttribute("ver", version);
        xml.rightAngleBracket();
        for (RosterContact contact : contacts) {
            xml.halfOpenElement("item").attribute("jid", contact.user() + "@" + XmppServer.DOMAIN);
            xml.optAttribute("name", contact.name());
            xml.optAttribute("subscription", contact.isRemoved() ? contact.subscription() : null);
            xml.rightAngleBracket();
            contact.groups().forEach(group -> xml.element("group", group));
            xml.closeElement("item");
        }
        return xml;
    }
}
