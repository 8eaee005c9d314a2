package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Refused;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.examination.FindingText;
import net.xcauth.core.roster.Obstacle;
import net.xcauth.core.text.Sentence;
import net.xcauth.core.text.Text;
import net.xcauth.openfire.provider.ProviderSlot;
import net.xcauth.openfire.settings.Setting;
import org.junit.jupiter.api.Test;

/** English and German are complete. */
class TextsTest {
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");
    private static final Pattern IN_TEMPLATE = Pattern.compile("\\{\\{#t}}([\\w.-]+)\\{\\{/t}}");
    private static final Pattern IN_CODE =
            Pattern.compile("(?:\\.text|refuse|step)\\([^;\"]*\"([a-z]+\\.[\\w.-]+[a-zA-Z])\"");
    private static final Pattern IN_NAVIGATION = Pattern.compile("\\$\\{([\\w.-]+)}");

    private final Properties english = read("nextcloudauth_i18n.properties");
    private final Properties german = read("nextcloudauth_i18n_de.properties");

    private static Properties read(String file) {
        Properties texts = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("main/i18n", file))) {
            texts.load(in);
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> keys(Pattern pattern, String... folders) throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    pattern.matcher(Files.readString(file))
                            .results()
                            .map(found -> found.group(1))
                            .forEach(keys::add);
                }
            }
        }
        return keys;
    }

    private static Stream<Sentence> sentences() throws ReflectiveOperationException {
        Sentence[] values = (Sentence[])
                Class.forName("net.xcauth.openfire.settings.RefusedValue").getEnumConstants();
        return Stream.of(
                        Stream.of(FindingText.values()),
                        Stream.of(Refused.values()),
                        Stream.of(Obstacle.values()),
                        Stream.of(values),
                        Stream.of(Cause.values())
                                .flatMap(cause -> Stream.of(cause.what(), cause.advice()))
                                .map(Text::sentence))
                .flatMap(each -> each);
    }

    private static List<String> placeholders(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).sorted().toList();
    }

    @Test
    void everyTextOfThePagesExists() throws IOException {
        assertThat(keys(IN_TEMPLATE, "../web/pages")).hasSizeGreaterThan(40).isSubsetOf(english.stringPropertyNames());
        assertThat(keys(IN_NAVIGATION, "../plugin.xml").stream().filter(key -> !key.startsWith("project")))
                .hasSize(9)
                .isSubsetOf(english.stringPropertyNames());
        assertThat(keys(IN_CODE, "main/java/net/xcauth/openfire/console"))
                .hasSizeGreaterThan(20)
                .isSubsetOf(english.stringPropertyNames());
    }

    @Test
    void everyTextNamedByAnEnumExists() {
        Stream.of(Setting.values())
                .forEach(setting -> assertThat(english)
                        .containsKey("setting." + setting.name())
                        .containsKey("system_property." + setting.property()));
        Stream.of(Reason.values())
                .forEach(reason -> assertThat(english)
                        .as("the console says what the log says")
                        .containsEntry("reason." + reason.name().toLowerCase(java.util.Locale.ROOT), reason.text()));
        Stream.of(Level.values())
                .forEach(level ->
                        assertThat(english).containsKey("level." + level.name().toLowerCase(java.util.Locale.ROOT)));
        Stream.of(ProviderSlot.values()).forEach(slot -> assertThat(english).containsKey("slot." + slot.name()));
    }

    @Test
    void germanIsComplete() throws ReflectiveOperationException {
        Set<String> all = new TreeSet<>(english.stringPropertyNames());
        sentences().map(Sentence::key).forEach(all::add);
        assertThat(german.stringPropertyNames()).isEqualTo(all);
    }

    @Test
    void germanHasTheSamePlaceholders() throws ReflectiveOperationException {
        english.stringPropertyNames()
                .forEach(key -> assertThat(placeholders(german.getProperty(key)))
                        .as(key)
                        .isEqualTo(placeholders(english.getProperty(key))));
        sentences()
                .forEach(sentence -> assertThat(placeholders(german.getProperty(sentence.key())))
                        .as(sentence.key())
                        .isEqualTo(placeholders(sentence.english())));
    }

    @Test
    void nothingIsEmptyOrLeftInEnglish() {
        assertThat(german.values()).noneMatch(text -> text.toString().isBlank());
        Set<String> same = english.stringPropertyNames().stream()
                .filter(key -> english.getProperty(key).equals(german.getProperty(key)))
                .filter(key -> english.getProperty(key).split(" ").length > 3)
                .collect(Collectors.toSet());
        assertThat(same).isEmpty();
    }

    @Test
    void theEnglishFileIsEmptySoThatEnglishConsolesUseTheDefault() {
        assertThat(read("nextcloudauth_i18n_en.properties")).isEmpty();
    }
}
