package net.xcauth.openfire.console;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import javax.servlet.jsp.jstl.fmt.LocalizationContext;
import org.jivesoftware.util.JiveGlobals;
import org.jspecify.annotations.Nullable;

/** Openfire's texts, some of which are replaced for one request. */
final class OpenfireTexts extends ResourceBundle {
    /** The request attribute in which JSTL looks for texts before it uses the console's bundle. */
    static final String ATTRIBUTE = "javax.servlet.jsp.jstl.fmt.localizationContext.request";

    private static final String BUNDLE = "openfire_i18n";

    private final Map<String, String> replaced;

    private OpenfireTexts(Map<String, String> replaced) {
        this.replaced = replaced;
        setParent(openfire());
    }

    /**
     * Returns the bundle from which a JSP takes its texts.
     *
     * @param replaced HTML, by Openfire's keys
     * @return empty if nothing is replaced
     */
    static Optional<LocalizationContext> of(Map<String, String> replaced) {
        return replaced.isEmpty()
                ? Optional.empty()
                : Optional.of(new LocalizationContext(new OpenfireTexts(replaced), JiveGlobals.getLocale()));
    }

    /** Openfire's own text; empty if this version does not have it. */
    static String openfire(String key) {
        ResourceBundle texts = openfire();
        return texts.containsKey(key) ? texts.getString(key) : "";
    }

    private static ResourceBundle openfire() {
        return getBundle(BUNDLE, JiveGlobals.getLocale(), JiveGlobals.class.getClassLoader());
    }

    @Override
    protected @Nullable Object handleGetObject(String key) {
        return replaced.get(key);
    }

    @Override
    public Enumeration<String> getKeys() {
        return parent == null ? Collections.enumeration(replaced.keySet()) : parent.getKeys();
    }
}
