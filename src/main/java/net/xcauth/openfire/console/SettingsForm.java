package net.xcauth.openfire.console;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.xcauth.core.cloud.ApiKind;
import net.xcauth.core.cloud.SignatureAlgorithm;
import net.xcauth.openfire.console.Field.Option;
import net.xcauth.openfire.settings.ProviderKind;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.SettingsReader;

/** The settings page's form, with its values and errors. */
final class SettingsForm {
    /** The name of the check boxes that remove a stored secret. */
    private static final String REMOVE = "remove";
    /** The sections, in their order on the page. */
    private static final List<Part> PARTS = List.of(
            new Part(
                    "cloud",
                    List.of(Setting.URL, Setting.SERVICE_PASSWORD, Setting.PASSWORDS, Setting.SECRET),
                    List.of(
                            Setting.API,
                            Setting.SERVICE_ACCOUNT,
                            Setting.ACCOUNT_NAME,
                            Setting.EXISTENCE,
                            Setting.ALLOW_HTTP,
                            Setting.AUTH_DOMAIN,
                            Setting.SIGNATURE)),
            new Part(
                    "service",
                    List.of(Setting.PROVIDERS, Setting.LOCAL_USERS),
                    List.of(Setting.MISSING_CONFIRMATION, Setting.DELETE_AFTER, Setting.PASSWORDS_END_SESSIONS)),
            new Part(
                    "groups",
                    List.of(Setting.GROUPS_INCLUDE, Setting.GROUPS_EXCLUDE),
                    List.of(Setting.GROUPS_LARGEST, Setting.ROSTER_REFRESH, Setting.ROSTER_OWN)),
            new Part(
                    "memory",
                    List.of(Setting.REMEMBER_PASSWORDS),
                    List.of(
                            Setting.QUERY_TTL,
                            Setting.VERIFICATION_TTL,
                            Setting.APP_PASSWORD_TTL,
                            Setting.UNREACHABLE_TTL,
                            Setting.PASSWORDS_PER_USER,
                            Setting.ISUSER_TTL,
                            Setting.ISUSER_NEGATIVE_TTL,
                            Setting.MOST_USERS,
                            Setting.BCRYPT_ROUNDS)),
            new Part(
                    "connection",
                    List.of(),
                    List.of(
                            Setting.CONNECT_TIMEOUT,
                            Setting.REQUEST_TIMEOUT,
                            Setting.CA_FILE,
                            Setting.PROXY,
                            Setting.MOST_REQUESTS,
                            Setting.MOST_WAITING,
                            Setting.LOGINS_WAITING,
                            Setting.BREAKER_FAILURES,
                            Setting.BREAKER_PROBE,
                            Setting.GUESS_LIMIT,
                            Setting.REFUSED_TTL)));

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Map<Setting, String> errors = new EnumMap<>(Setting.class);
    private final Map<Setting, SecretState> secrets = new EnumMap<>(Setting.class);
    private final Set<Setting> removed = EnumSet.noneOf(Setting.class);

    /** The settings of a section; the page folds the expert ones. */
    private record Part(String name, List<Setting> usual, List<Setting> expert) {}

    /**
     * A section of the page.
     *
     * @param expert fields that few administrators need, folded unless {@code isOpen}
     */
    record Section(String title, List<Field> fields, List<Field> expert, boolean isOpen) {

        public boolean hasExpert() {
            return !expert.isEmpty();
        }
    }

    /** An entry in the summary of errors. */
    record Error(String id, String label, String text) {}

    /** The state of a secret, which the page shows in the place of its value. */
    enum SecretState {
        UNSET,
        SET,
        KEPT
    }

    /** @param values by setting, as typed or stored */
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

    /** Sets the state of a secret. */
    void state(Setting secret, SecretState state) {
        secrets.put(secret, state);
    }

    /** True if the administrator wants this secret removed. */
    boolean removes(Setting secret) {
        return removed.contains(secret);
    }

    List<Section> sections(Language language) {
        String cloud = cloud();
        return PARTS.stream()
                .map(part -> new Section(
                        language.text("section." + part.name),
                        fields(part.usual, cloud, language),
                        fields(part.expert, cloud, language),
                        part.expert.stream().anyMatch(this::isNoteworthy)))
                .toList();
    }

    private List<Field> fields(List<Setting> settings, String cloud, Language language) {
        return settings.stream().map(setting -> field(setting, cloud, language)).toList();
    }

    /** True if a setting is wrong or not at its default. */
    private boolean isNoteworthy(Setting setting) {
        String value = value(setting);
        return errors.containsKey(setting) || !value.isBlank() && !value.equalsIgnoreCase(setting.defaultValue());
    }

    List<Error> errors(Language language) {
        return errors.entrySet().stream()
                .map(entry ->
                        new Error(Field.id(entry.getKey()), language.text(Field.key(entry.getKey())), entry.getValue()))
                .toList();
    }

    /** The kind of cloud at the form's address; empty without an address. */
    private String cloud() {
        String url = value(Setting.URL);
        return url.isBlank() ? "" : SettingsReader.kind(value(Setting.API), url).label();
    }

    private String value(Setting setting) {
        return Optional.ofNullable(values.get(setting)).orElse("");
    }

    private Field field(Setting setting, String cloud, Language language) {
        String value = value(setting);
        SecretState state = secrets.getOrDefault(setting, SecretState.UNSET);
        boolean stored = setting.secret() && state == SecretState.SET;
        boolean kept = errors.containsKey(setting) || stored || setting.secret() && state == SecretState.KEPT;
        boolean fits = Field.cloud(setting).isEmpty() || Field.cloud(setting).equals(cloud);
        return new Field(
                Field.id(setting),
                Field.name(setting),
                setting.property(),
                language.text(Field.key(setting)),
                language.text("system_property." + setting.property()),
                setting.defaultValue(),
                setting.secret() ? "" : value,
                errors.getOrDefault(setting, ""),
                Field.kind(setting),
                setting.secret() ? language.text("secret." + state.name().toLowerCase(Locale.ROOT)) : "",
                stored,
                options(setting, value.isBlank() ? setting.defaultValue() : value, language),
                Field.cloud(setting),
                kept,
                !fits && !kept);
    }

    private static List<Option> options(Setting setting, String value, Language language) {
        return switch (setting) {
            case SIGNATURE ->
                Stream.of(SignatureAlgorithm.values())
                        .map(algorithm -> {
                            String name = algorithm.name().toLowerCase(Locale.ROOT);
                            return new Option(name, name, name.equalsIgnoreCase(value));
                        })
                        .toList();
            case API ->
                choices(setting, Stream.of(ApiKind.values()).map(ApiKind::label).toList(), value, language);
            case ACCOUNT_NAME -> choices(setting, List.of("local", "local@domain"), value, language);
            case PASSWORDS -> choices(setting, List.of("any", "app-only"), value, language);
            case EXISTENCE -> choices(setting, List.of("normal", "strict"), value, language);
            case REMEMBER_PASSWORDS, PASSWORDS_END_SESSIONS, ALLOW_HTTP, SERVICE_ACCOUNT ->
                List.of(new Option(
                        on(setting),
                        language.text(
                                setting == Setting.SERVICE_ACCOUNT ? "setting.SERVICE_ACCOUNT.yes" : "setting.yes"),
                        !value.equalsIgnoreCase(off(setting))));
            case PROVIDERS ->
                Stream.of(ProviderKind.values())
                        .map(kind -> {
                            String name = kind.name().toLowerCase(Locale.ROOT);
                            return new Option(
                                    name,
                                    language.text("slot." + kind.name()),
                                    List.of(value.toLowerCase(Locale.ROOT).split("[\\s,]+"))
                                            .contains(name));
                        })
                        .toList();
            default -> List.of();
        };
    }

    private static List<Option> choices(Setting setting, List<String> names, String value, Language language) {
        return names.stream()
                .map(name -> new Option(
                        name,
                        language.text(Field.key(setting) + '.' + name.replace('@', '-')),
                        name.equalsIgnoreCase(value)))
                .toList();
    }

    /** The value of a ticked check box. */
    private static String on(Setting setting) {
        return setting == Setting.SERVICE_ACCOUNT ? "admin" : "true";
    }

    /** The value of an unticked check box. */
    private static String off(Setting setting) {
        return setting == Setting.SERVICE_ACCOUNT ? "plain" : "false";
    }

    /** Reads a submitted form. */
    static SettingsForm of(Exchange exchange) {
        Map<Setting, String> typed = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String name = Field.name(setting);
            typed.put(
                    setting,
                    switch (Field.kind(setting)) {
                        case "switch" -> exchange.parameter(name).equals(on(setting)) ? on(setting) : off(setting);
                        case "several" ->
                            exchange.parameters(name).isEmpty()
                                    ? SettingsReader.NONE
                                    : String.join(",", exchange.parameters(name));
                        default -> exchange.parameter(name);
                    });
        }
        SettingsForm form = new SettingsForm(typed);
        Stream.of(Setting.values())
                .filter(Setting::secret)
                .filter(secret -> exchange.parameters(REMOVE).contains(Field.name(secret)))
                .forEach(form.removed::add);
        return form;
    }
}
