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
import org.jspecify.annotations.Nullable;

/**
 * The vCards that users store. If a cloud user has entered no full name, the vCard has the cloud's, even one that
 * exists only because the user has published an avatar (XEP-0398).
 *
 * @see <a href="https://xmpp.org/extensions/xep-0054.html">XEP-0054: vcard-temp</a>
 */
public final class CloudVCardProvider implements VCardProvider {
    private static final String FULL_NAME = "FN";

    /** The stored vCard with the cloud's full name; if there is neither, null, as Openfire expects. */
    @Override
    public @Nullable Element loadVCard(String username) {
        Element own = original().loadVCard(username);
        return own != null
                ? withName(username, own)
                : cloudName(username).map(CloudVCardProvider::generated).orElse(null);
    }

    private static Element generated(String name) {
        Element vCard = DocumentHelper.createElement(QName.get("vCard", "vcard-temp"));
        addName(vCard, name);
        return vCard;
    }

    /** Adds the cloud's full name if the user has entered none. */
    private static Element withName(String username, Element own) {
        Optional<String> name = cloudName(username).filter(each -> fullName(own).isEmpty());
        if (name.isEmpty()) {
            return own;
        }
        Element vCard = own.createCopy();
        fields(vCard).forEach(Element::detach);
        addName(vCard, name.get());
        return vCard;
    }

    private static void addName(Element vCard, String name) {
        Element field = DocumentHelper.createElement(QName.get(FULL_NAME, vCard.getNamespace()));
        field.setText(name);
        vCard.content().add(0, field);
    }

    /** The vCard without the full name if that is the cloud's, so that it follows changes in the cloud. */
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

    /** The full name in a vCard; empty if it has none. */
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
        return withName(username, original().createVCard(username, toStore(username, vCard)));
    }

    /** Creates the vCard if the user has none stored, having seen only the generated one. */
    @Override
    public Element updateVCard(String username, Element vCard) throws NotFoundException {
        Element own = toStore(username, vCard);
        if (original().loadVCard(username) != null) {
            return withName(username, original().updateVCard(username, own));
        }
        try {
            return withName(username, original().createVCard(username, own));
        } catch (AlreadyExistsException e) {
            // The user has created it on another connection in the meantime.
            return withName(username, original().updateVCard(username, own));
        }
    }

    @Override
    public void deleteVCard(String username) {
        original().deleteVCard(username);
    }

    @Override
    public boolean isReadOnly() {
        return original().isReadOnly();
    }

    private static VCardProvider original() {
        return Backend.required().original().vcard();
    }
}
