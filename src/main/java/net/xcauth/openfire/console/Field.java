package net.xcauth.openfire.console;

import java.util.List;
import net.xcauth.openfire.settings.Setting;

/**
 * A field of the settings page, in the administrator's language.
 *
 * @param id       of the element
 * @param name     the property without its prefix
 * @param standard what holds where nothing is given; empty if nothing does
 * @param value    what it holds; empty for what is secret
 * @param error    why it was refused; empty if it was not
 * @param options  what can be chosen; none where people type
 */
record Field(String id, String name, String property, String label, String hint, String standard, String value,
             String error, String kind, List<Option> options) {

    /** Something to choose. */
    record Option(String value, String label, boolean chosen) {
    }

    static String id(Setting setting) {
        return name(setting).replace('.', '-');
    }

    static String name(Setting setting) {
        return setting.property().substring(Setting.PREFIX.length());
    }

    /** For templates. */
    public boolean isText() {
        return kind.equals("text");
    }

    public boolean isSecret() {
        return kind.equals("secret");
    }

    public boolean isChoice() {
        return kind.equals("choice");
    }

    public boolean isSwitch() {
        return kind.equals("switch");
    }

    public boolean isSeveral() {
        return kind.equals("several");
    }

    public boolean isRefused() {
        return !error.isEmpty();
    }

    /** What is said besides the label. */
    public String describedBy() {
        return isRefused() ? "error-" + id + " hint-" + id : "hint-" + id;
    }

    static String kind(Setting setting) {
        return switch (setting) {
            case SECRET -> "secret";
            case SIGNATURE -> "choice";
            case REMEMBER_PASSWORDS, PASSWORDS_END_SESSIONS -> "switch";
            case PROVIDERS -> "several";
            default -> "text";
        };
    }

    static String key(Setting setting) {
        return "setting." + setting.name();
    }
}
