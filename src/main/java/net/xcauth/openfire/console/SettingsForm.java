package net.xcauth.openfire.console;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.xcauth.core.cloud.SignatureAlgorithm;
import net.xcauth.openfire.console.Field.Option;
import net.xcauth.openfire.settings.ProviderKind;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.SettingsReader;

/** The settings page's form: what it holds, and what is wrong with it. */
final class SettingsForm {
    private static final Map<String, List<Setting>> SECTIONS = Map.of(
            "cloud", List.of(Setting.URL, Setting.SECRET, Setting.AUTH_DOMAIN, Setting.SIGNATURE),
            "service", List.of(Setting.PROVIDERS, Setting.LOCAL_USERS, Setting.MISSING_CONFIRMATION,
                    Setting.DELETE_AFTER, Setting.PASSWORDS_END_SESSIONS),
            "groups", List.of(Setting.GROUPS_INCLUDE, Setting.GROUPS_EXCLUDE, Setting.GROUPS_LARGEST,
                    Setting.ROSTER_REFRESH, Setting.ROSTER_OWN),
            "memory", List.of(Setting.REMEMBER_PASSWORDS, Setting.QUERY_TTL, Setting.VERIFICATION_TTL,
                    Setting.UNREACHABLE_TTL, Setting.PASSWORDS_PER_USER, Setting.ISUSER_TTL,
                    Setting.ISUSER_NEGATIVE_TTL, Setting.MOST_USERS, Setting.BCRYPT_ROUNDS),
            "connection", List.of(Setting.CONNECT_TIMEOUT, Setting.REQUEST_TIMEOUT, Setting.CA_FILE, Setting.PROXY,
                    Setting.MOST_REQUESTS, Setting.MOST_WAITING, Setting.LOGINS_WAITING, Setting.BREAKER_FAILURES,
                    Setting.BREAKER_PROBE, Setting.GUESS_LIMIT, Setting.REFUSED_TTL));
    /** In their order on the page. */
    private static final List<String> ORDER = List.of("cloud", "service", "groups", "memory", "connection");

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Map<Setting, String> errors = new EnumMap<>(Setting.class);

    /** Part of the page. */
    record Section(String title, List<Field> fields) {
    }

    /** Something to correct, in the summary. */
    record Error(String id, String label, String text) {
    }

    /** @param values by setting, as they were typed or are stored */
    SettingsForm(Map<Setting, String> values) {
        this.values.putAll(values);
    }

    Map<Setting, String> values() {
        return Map.copyOf(values);
    }

    void refuse(Setting setting, String why) {
        errors.put(setting, why);
    }

    boolean isRefused() {
        return !errors.isEmpty();
    }

    List<Section> sections(Language language) {
        return ORDER.stream().map(section -> new Section(language.text("section." + section),
                SECTIONS.get(section).stream().map(setting -> field(setting, language)).toList())).toList();
    }

    List<Error> errors(Language language) {
        return errors.entrySet().stream().map(entry -> new Error(Field.id(entry.getKey()),
                language.text(Field.key(entry.getKey())), entry.getValue())).toList();
    }

    private Field field(Setting setting, Language language) {
        String value = Optional.ofNullable(values.get(setting)).orElse("");
        return new Field(Field.id(setting), Field.name(setting), setting.property(),
                language.text(Field.key(setting)), language.text(Field.key(setting) + ".hint"), setting.standard(),
                setting.secret() ? "" : value, errors.getOrDefault(setting, ""), Field.kind(setting),
                options(setting, value.isBlank() ? setting.standard() : value, language));
    }

    private static List<Option> options(Setting setting, String value, Language language) {
        return switch (setting) {
            case SIGNATURE -> Stream.of(SignatureAlgorithm.values()).map(algorithm -> {
                String name = algorithm.name().toLowerCase(Locale.ROOT);
                return new Option(name, name, name.equalsIgnoreCase(value));
            }).toList();
            case REMEMBER_PASSWORDS, PASSWORDS_END_SESSIONS -> List.of(new Option("true", language.text("setting.yes"),
                    !value.equalsIgnoreCase("false")));
            case PROVIDERS -> Stream.of(ProviderKind.values()).map(kind -> {
                String name = kind.name().toLowerCase(Locale.ROOT);
                return new Option(name, language.text("place." + kind.name()),
                        List.of(value.toLowerCase(Locale.ROOT).split("[\\s,]+")).contains(name));
            }).toList();
            default -> List.of();
        };
    }

    /** What was typed: what cannot be typed has a value for "nothing chosen". */
    static SettingsForm of(Visit visit) {
        Map<Setting, String> typed = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String name = Field.name(setting);
            typed.put(setting, switch (setting) {
                case REMEMBER_PASSWORDS, PASSWORDS_END_SESSIONS -> visit.parameter(name).equals("true") ? "true" : "false";
                case PROVIDERS -> visit.parameters(name).isEmpty() ? SettingsReader.NONE
                        : String.join(",", visit.parameters(name));
                default -> visit.parameter(name);
            });
        }
        return new SettingsForm(typed);
    }
}
