package net.xcauth.openfire.console;

import java.util.List;
import net.xcauth.openfire.settings.Setting;

/**
 * A field of the settings page, in the administrator's language.
 *
 * @param id           the HTML element's id
 * @param name         the property without its prefix
 * @param defaultValue the default; empty if there is none
 * @param value        the current value; empty for a secret
 * @param error        why the value was refused; empty if it was not
 * @param state        says if a secret is stored; empty if the field is not secret
 * @param stored       true if a secret is stored, and can be removed
 * @param options      the choices; none if the field is typed into
 * @param cloud        the kind of cloud that the field is for; empty if it is for all
 * @param isKept       true if the field is shown for any kind of cloud, since something was entered
 * @param isHidden     true if the field is hidden until another kind of cloud is entered
 */
record Field(
        String id,
        String name,
        String property,
        String label,
        String hint,
        String defaultValue,
        String value,
        String error,
        String kind,
        String state,
        boolean stored,
        List<Option> options,
        String cloud,
        boolean isKept,
        boolean isHidden) {

    /** A choice. */
    record Option(String value, String label, boolean chosen) {}

    static String id(Setting setting) {
        return name(setting).replace('.', '-');
    }

    static String name(Setting setting) {
        return setting.property().substring(Setting.PREFIX.length());
    }

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

    /** The ids of the elements that describe the field, separated by spaces. */
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

    /** The kind of cloud that a setting is for, as {@link Setting#API} names it; empty if it is for all. */
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
