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
import net.xcauth.openfire.provider.Place;
import org.jivesoftware.util.JiveGlobals;

/** The language that the console is set to, as far as the plugin speaks it; English otherwise. */
final class Language {
    private static final String TEXTS = "nextcloudauth_i18n";

    /** Not by way of Openfire, where a language that is missing is replaced by that of Java's surroundings. */
    private final ResourceBundle words = ResourceBundle.getBundle(
            TEXTS,
            JiveGlobals.getLocale(),
            Language.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));

    /** A text that needs no translation any more. */
    private record Own(String english) implements Sentence {
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
     * A text of the plugin's own.
     *
     * @param arguments replace {@code {0}}, {@code {1}} and so on
     * @throws java.util.MissingResourceException if there is none of this key
     */
    String text(String key, Object... arguments) {
        return new Own(words.getString(key)).with(arguments).toString();
    }

    /** These places, by what is served there. */
    String places(Collection<Place> places) {
        return places.stream().map(place -> text("place." + place.name())).collect(Collectors.joining(", "));
    }

    /** A sentence of the core's; in English if it is not translated. */
    String say(Text text) {
        return text.in(this::pattern);
    }

    private String pattern(String key) {
        return words.containsKey(key) ? words.getString(key) : null;
    }

    /** Why a value was refused. */
    String say(IllegalArgumentException refusal) {
        return refusal instanceof RefusedException refused ? say(refused.text()) : refusal.getMessage();
    }

    /** A point in time, as the console writes it. */
    String time(Instant time) {
        return JiveGlobals.formatDateTime(Date.from(time));
    }

    /** A duration in the largest unit that makes a whole number of it greater than one. */
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

    /** For templates: {@code {{#t}}key{{/t}}}. */
    Mustache.Lambda lambda() {
        return (fragment, out) -> out.write(escape(text(fragment.execute().strip())));
    }

    /** Attributes, too, are always between double quotes. */
    static String escape(String text) {
        return Escapers.HTML.escape(text);
    }
}
