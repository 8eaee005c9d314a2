package net.xcauth.openfire.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dom4j.DocumentHelper;
import org.dom4j.Element;
import org.dom4j.QName;
import org.jivesoftware.openfire.vcard.VCardProvider;
import org.jivesoftware.util.AlreadyExistsException;
import org.jivesoftware.util.NotFoundException;

/**
 * The vCards that users keep. Where a cloud user has not entered a full name, it is the cloud's, also in a vCard that only
 * exists because the user has published an avatar (XEP-0398).
 *
 * @see <a href="https://xmpp.org/extensions/xep-0054.html">XEP-0054: vcard-temp</a>
 */
public final class CloudVCardProvider implements VCardProvider {
    private static final String FULL_NAME = "FN";

    @Override
    public Element loadVCard(String username) {
        return withName(username, former().loadVCard(username));
    }

    /** @param own null without one; the answer may be null, too */
    private static Element withName(String username, Element own) {
        String name = cloudName(username)
                .filter(each -> own == null || fullName(own).isEmpty())
                .orElse(null);
        if (name == null) {
            return own;
        }
        Element vCard = own == null ? DocumentHelper.createElement(QName.get("vCard", "vcard-temp")) : own.createCopy();
        fields(vCard).forEach(Element::detach);
        Element field = DocumentHelper.createElement(QName.get(FULL_NAME, vCard.getNamespace()));
        field.setText(name);
        vCard.content().add(0, field);
        return vCard;
    }

    /** Without the full name, if it is the cloud's: it is to follow the cloud. */
    private static Element toStore(String username, Element vCard) {
        if (cloudName(username).filter(fullName(vCard)::equals).isEmpty()) {
            return vCard;
        }
        Element own = vCard.createCopy();
        fields(own).forEach(Element::detach);
        return own;
    }

    private static Optional<String> cloudName(String username) {
        Backend backend = Backend.required();
        return backend.canonical(username)
                .filter(user -> !backend.isLocal(user))
                .flatMap(backend.directory()::fullName);
    }

    /** Empty without one. */
    private static String fullName(Element vCard) {
        return fields(vCard).stream().map(Element::getTextTrim).findFirst().orElse("");
    }

    private static List<Element> fields(Element vCard) {
        List<Element> fields = new ArrayList<>();
        for (Object each : vCard.elements()) {
            if (each instanceof Element element && element.getName().equals(FULL_NAME)) {
                fields.add(element);
            }
        }
        return fields;
    }

    @Override
    public Element createVCard(String username, Element vCard) throws AlreadyExistsException {
        return withName(username, former().createVCard(username, toStore(username, vCard)));
    }

    /** A user has no vCard to update who has only seen the one that is generated here. */
    @Override
    public Element updateVCard(String username, Element vCard) throws NotFoundException {
        Element own = toStore(username, vCard);
        if (former().loadVCard(username) != null) {
            return withName(username, former().updateVCard(username, own));
        }
        try {
            return withName(username, former().createVCard(username, own));
        } catch (AlreadyExistsException e) {
            // Created by the same user on another connection meanwhile.
            return withName(username, former().updateVCard(username, own));
        }
    }

    @Override
    public void deleteVCard(String username) {
        former().deleteVCard(username);
    }

    @Override
    public boolean isReadOnly() {
        return former().isReadOnly();
    }

    private static VCardProvider former() {
        return Backend.required().former().vcard();
    }
}
