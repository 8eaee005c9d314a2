package net.xcauth.openfire.provider;

import org.dom4j.DocumentHelper;
import org.dom4j.Element;
import org.dom4j.QName;
import org.jivesoftware.openfire.vcard.VCardProvider;
import org.jivesoftware.util.AlreadyExistsException;
import org.jivesoftware.util.NotFoundException;

/**
 * The vCards that users keep, and for cloud users without one a vCard with the full name and nothing else.
 *
 * @see <a href="https://xmpp.org/extensions/xep-0054.html">XEP-0054: vcard-temp</a>
 */
public final class CloudVCardProvider implements VCardProvider {

    @Override
    public Element loadVCard(String username) {
        Backend backend = Backend.required();
        Element own = backend.former().vcard().loadVCard(username);
        return own != null ? own : backend.canonical(username).filter(user -> !backend.isLocal(user))
                .flatMap(backend.directory()::fullName).map(CloudVCardProvider::withName).orElse(null);
    }

    private static Element withName(String fullName) {
        Element vCard = DocumentHelper.createElement(QName.get("vCard", "vcard-temp"));
        vCard.addElement("FN").setText(fullName);
        return vCard;
    }

    @Override
    public Element createVCard(String username, Element vCard) throws AlreadyExistsException {
        return former().createVCard(username, vCard);
    }

    /** Who has only seen the one made here has none to update. */
    @Override
    public Element updateVCard(String username, Element vCard) throws NotFoundException {
        if (former().loadVCard(username) != null) {
            return former().updateVCard(username, vCard);
        }
        try {
            return former().createVCard(username, vCard);
        } catch (AlreadyExistsException e) {
            // Made by the same user on another connection meanwhile.
            return former().updateVCard(username, vCard);
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
