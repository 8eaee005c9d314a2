package net.xcauth.core.cloud.nextcloud;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Removes from XML the characters that XML does not allow: one of them in one display name must not hide all the others. */
final class XmlText {
    private static final Pattern REFERENCE = Pattern.compile("&#(?:([0-9]{1,8})|x([0-9a-fA-F]{1,7}));");
    private static final Pattern FORBIDDEN =
            Pattern.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\x{10000}-\\x{10ffff}]");

    private XmlText() {}

    /** The text without characters, and without references to characters, that XML 1.0 forbids. */
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
