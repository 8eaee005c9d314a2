package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.xcauth.openfire.console.Field.Option;
import net.xcauth.openfire.settings.Setting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettingsFormTest {
    private final Language language = mock(Language.class);

    @BeforeEach
    void speak() {
        when(language.text(anyString(), any(Object[].class))).thenAnswer(call -> call.getArgument(0));
    }

    private Field field(Map<Setting, String> values, Setting setting) {
        return fields(new SettingsForm(values))
                .filter(field -> field.property().equals(setting.property()))
                .findFirst()
                .orElseThrow();
    }

    private Stream<Field> fields(SettingsForm form) {
        return form.sections(language).stream()
                .flatMap(section -> Stream.concat(section.fields().stream(), section.expert().stream()));
    }

    @Test
    void everySettingIsOnThePageOnce() {
        assertThat(fields(new SettingsForm(Map.of())).map(Field::property))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Setting.values()).map(Setting::property).toList());
    }

    /** The names of the visible, unfolded fields in the first section. */
    private List<String> shown(Map<Setting, String> values) {
        return new SettingsForm(values)
                .sections(language).get(0).fields().stream()
                        .filter(field -> !field.isHidden())
                        .map(Field::name)
                        .toList();
    }

    @Test
    void theAddressComesFirstAndDecidesWhatElseIsShown() {
        assertThat(shown(Map.of())).containsExactly("url");
        assertThat(shown(Map.of(Setting.URL, "https://cloud/index.php/apps/ojsxc/ajax/externalApi.php")))
                .containsExactly("url", "secret");
        assertThat(shown(Map.of(Setting.URL, "https://cloud/"))).containsExactly("url", "servicePassword", "passwords");
        assertThat(shown(Map.of(Setting.URL, "https://cloud/", Setting.API, "jsxc")))
                .containsExactly("url", "secret");
        assertThat(shown(Map.of(Setting.URL, "not an address")))
                .contains("servicePassword")
                .doesNotContain("secret");
    }

    @Test
    void storedOrInvalidSettingsAreShownForAnyAddress() {
        SettingsForm form = new SettingsForm(Map.of(Setting.URL, "https://cloud/"));
        form.state(Setting.SECRET, SettingsForm.SecretState.SET);
        form.refuse(Setting.AUTH_DOMAIN, "no");
        assertThat(fields(form).filter(field -> !field.isHidden()).map(Field::name))
                .contains("secret", "authDomain")
                .doesNotContain("signature");
    }

    @Test
    void expertSettingsAreFoldedWhileTheyHaveTheirDefaults() {
        assertThat(new SettingsForm(Map.of(Setting.QUERY_TTL, "1h")).sections(language))
                .allMatch(SettingsForm.Section::hasExpert)
                .noneMatch(SettingsForm.Section::isOpen);
        assertThat(new SettingsForm(Map.of(Setting.QUERY_TTL, "2h")).sections(language))
                .filteredOn(SettingsForm.Section::isOpen)
                .extracting(SettingsForm.Section::title)
                .containsExactly("section.memory");
        SettingsForm wrong = new SettingsForm(Map.of());
        wrong.refuse(Setting.PROXY, "no");
        assertThat(wrong.sections(language))
                .filteredOn(SettingsForm.Section::isOpen)
                .extracting(SettingsForm.Section::title)
                .containsExactly("section.connection");
    }

    @Test
    void aTickConfirmsAnAdministratorsServiceAccount() {
        assertThat(chosen(Map.of(), Setting.SERVICE_ACCOUNT)).isEmpty();
        assertThat(chosen(Map.of(Setting.SERVICE_ACCOUNT, "admin"), Setting.SERVICE_ACCOUNT))
                .containsExactly("admin");
    }

    @Test
    void secretsAreNeverSentBack() {
        assertThat(field(Map.of(Setting.SECRET, "hush"), Setting.SECRET).value())
                .isEmpty();
        assertThat(field(Map.of(Setting.SERVICE_PASSWORD, "hush"), Setting.SERVICE_PASSWORD)
                        .value())
                .isEmpty();
        assertThat(field(Map.of(Setting.URL, "hush"), Setting.URL).value()).isEqualTo("hush");
    }

    @Test
    void withoutAStoredValueTheDefaultIsSelected() {
        assertThat(chosen(Map.of(), Setting.PROVIDERS)).containsExactly("auth", "user", "group");
        assertThat(chosen(Map.of(), Setting.REMEMBER_PASSWORDS)).containsExactly("true");
        assertThat(chosen(Map.of(), Setting.SIGNATURE)).containsExactly("sha1");
        assertThat(chosen(Map.of(), Setting.API)).containsExactly("auto");
        assertThat(chosen(Map.of(), Setting.ACCOUNT_NAME)).containsExactly("local");
        assertThat(chosen(Map.of(), Setting.PASSWORDS)).containsExactly("any");
        assertThat(chosen(Map.of(), Setting.ALLOW_HTTP)).isEmpty();
    }

    @Test
    void theStoredValueIsSelected() {
        assertThat(chosen(Map.of(Setting.PROVIDERS, "User, AUTH"), Setting.PROVIDERS))
                .containsExactly("auth", "user");
        assertThat(chosen(Map.of(Setting.PROVIDERS, "none"), Setting.PROVIDERS)).isEmpty();
        assertThat(chosen(Map.of(Setting.REMEMBER_PASSWORDS, "false"), Setting.REMEMBER_PASSWORDS))
                .isEmpty();
        assertThat(chosen(Map.of(Setting.SIGNATURE, "SHA256"), Setting.SIGNATURE))
                .containsExactly("sha256");
    }

    private List<String> chosen(Map<Setting, String> values, Setting setting) {
        return field(values, setting).options().stream()
                .filter(Option::chosen)
                .map(Option::value)
                .toList();
    }

    @Test
    void errorsAreNextToTheirFieldAndInTheSummary() {
        SettingsForm form = new SettingsForm(Map.of(Setting.QUERY_TTL, "soon"));
        assertThat(form.isRefused()).isFalse();
        form.refuse(Setting.QUERY_TTL, "it must be a time");
        assertThat(form.isRefused()).isTrue();
        Field field = fields(form).filter(Field::isRefused).findFirst().orElseThrow();
        assertThat(field.value()).isEqualTo("soon");
        assertThat(field.error()).isEqualTo("it must be a time");
        assertThat(field.describedBy()).isEqualTo("error-cache-queryTtl hint-cache-queryTtl");
        assertThat(form.errors(language))
                .containsExactly(new SettingsForm.Error("cache-queryTtl", "setting.QUERY_TTL", "it must be a time"));
    }
}
