package net.xcauth.openfire.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of properties in the readme. */
class ReadmeTest {
    private static final Pattern ROW =
            Pattern.compile("<tr><td><code>(nextcloudauth\\.[A-Za-z.]+)</code></td><td>(.*?)</td>", Pattern.DOTALL);

    private final Map<String, String> defaults = defaults();

    private static Map<String, String> defaults() {
        try {
            Matcher row = ROW.matcher(Files.readString(Path.of("../readme.html")));
            Map<String, String> found = new TreeMap<>();
            while (row.find()) {
                found.put(row.group(1), row.group(2).replaceAll("</?code>", ""));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPropertyIsDocumentedWithItsDefault(Setting setting) {
        String inWords = switch (setting) {
            case AUTH_DOMAIN -> "the XMPP domain";
            case LOGINS_WAITING -> "fewer than half of Openfire's threads";
            default -> setting.defaultValue();
        };
        assertThat(defaults).containsEntry(setting.property(), inWords);
    }

    @Test
    void noOtherPropertyIsDocumented() {
        assertThat(defaults).hasSameSizeAs(Setting.values());
    }
}
