package net.xcauth.openfire.console;

import java.util.List;
import net.xcauth.openfire.settings.Setting;

/**
 * A field of the settings page, in the administrator's language.
 *
 * @param id       of the element
 * @param name     the property without its prefix
 * @param standard the default; empty if there is none
 * @param value    what it holds; empty for what is secret
 * @param error    why it was refused; empty if it was not
 * @param state    whether a secret is stored; empty for what is not secret
 * @param stored   true if a secret is stored, and can be removed
 * @param options  what can be chosen; none where people type
 * @param cloud    the kind of cloud that it is for; empty if it is for each
 * @param isKept   true if it is shown whatever the kind of the cloud, since something was entered
 * @param isHidden true if it is not shown, until another kind of cloud is entered
 */
record Field(
        String id,
        String name,
        String property,
        String label,
        String hint,
        String standard,
        String value,
        String error,
        String kind,
        String state,
        boolean stored,
        List<Option> options,
        String cloud,
        boolean isKept,
        boolean isHidden) {

    /** Something to choose. */
    record Option(String value, String label, boolean chosen) {}

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

    public boolean isForOneCloud() {
        return !cloud.isEmpty();
    }

    /** The ids of the elements that describe it, with spaces between them. */
    public String describedBy() {
        return (isSecret() ? "state-" + id + ' ' : "") + (isRefused() ? "error-" + id + ' ' : "") + "hint-" + id;
    }

    static String kind(Setting setting) {
        return switch (setting) {
            case SECRET, SERVICE_PASSWORD -> "secret";
            case SIGNATURE, API, ACCOUNT_NAME, PASSWORDS, EXISTENCE -> "choice";
            case REMEMBER_PASSWORDS, PASSWORDS_END_SESSIONS, SERVICE_ACCOUNT, ALLOW_HTTP -> "switch";
            case PROVIDERS -> "several";
            default -> "text";
        };
    }

    /** The kind of cloud that a setting is for, as {@link Setting#API} names it; empty if it is for each. */
    static String cloud(Setting setting) {
        return switch (setting) {
            case SECRET, AUTH_DOMAIN, SIGNATURE -> "jsxc";
            case SERVICE_PASSWORD, SERVICE_ACCOUNT, ACCOUNT_NAME, PASSWORDS, EXISTENCE, ALLOW_HTTP, APP_PASSWORD_TTL ->
                "nextcloud";
            default -> "";
        };
    }

    static String key(Setting setting) {
        return "setting." + setting.name();
    }
}
