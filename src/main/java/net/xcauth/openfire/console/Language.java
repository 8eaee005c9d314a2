package net.xcauth.openfire.console;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.text.Sentence;
import net.xcauth.core.text.Text;
import net.xcauth.openfire.provider.ProviderSlot;
import org.jivesoftware.util.JiveGlobals;

/** Texts in the console's language, or in English if the plugin does not have that language. */
final class Language {
    private static final String TEXTS = "nextcloudauth_i18n";

    /** Not loaded by Openfire, which replaces a missing language with the default locale's. */
    private final ResourceBundle words = ResourceBundle.getBundle(
            TEXTS,
            JiveGlobals.getLocale(),
            Language.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));

    /** A text that is already translated. */
    private record Translated(String english) implements Sentence {
        @Override
        public String key() {
            return "";
        }
    }

    /** The language's code, for {@code lang} attributes. */
    String code() {
        return text("language");
    }

    /**
     * A text from the plugin's resources.
     *
     * @param arguments replace {@code {0}}, {@code {1}} and so on
     * @throws java.util.MissingResourceException if there is no such key
     */
    String text(String key, Object... arguments) {
        return new Translated(words.getString(key)).with(arguments).toString();
    }

    /** The names of these slots, such as "logins, users". */
    String slots(Collection<ProviderSlot> slots) {
        return slots.stream().map(slot -> text("slot." + slot.name())).collect(Collectors.joining(", "));
    }

    /** A message of core, in English if it has no translation. */
    String say(Text text) {
        return text.in(this::pattern);
    }

    private String pattern(String key) {
        return words.containsKey(key) ? words.getString(key) : "";
    }

    /** The reason why a value was refused. */
    String say(RefusedException refused) {
        return say(refused.text());
    }

    /** A time, in the console's format. */
    String time(Instant time) {
        return JiveGlobals.formatDateTime(Date.from(time));
    }

    /** A duration, in the largest unit that gives a number greater than one, rounded down. */
    String duration(Duration duration) {
        long seconds = duration.abs().toSeconds();
        if (seconds < 120) {
            return text("duration.seconds", seconds);
        }
        if (seconds < 7_200) {
            return text("duration.minutes", seconds / 60);
        }
        return seconds < 172_800 ? text("duration.hours", seconds / 3_600) : text("duration.days", seconds / 86_400);
    }

    /** The lambda for templates: {@code {{#t}}key{{/t}}}. */
    Mustache.Lambda lambda() {
        return (fragment, out) -> out.write(escape(text(fragment.execute().strip())));
    }

    /** Escapes HTML; attributes must be in double quotes. */
    static String escape(String text) {
        return Escapers.HTML.escape(text);
    }
}
