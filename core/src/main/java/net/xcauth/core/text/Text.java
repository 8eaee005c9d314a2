package net.xcauth.core.text;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A sentence with its arguments. In each language it is {@linkplain OneLine one line}, wherever those come from. */
public final class Text {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final Sentence AS_IT_IS = new Sentence() {
        @Override
        public String key() {
            return "";
        }

        @Override
        public String english() {
            return "{0}";
        }
    };

    private final Sentence sentence;
    private final List<Object> arguments;

    private Text(Sentence sentence, List<Object> arguments) {
        this.sentence = sentence;
        this.arguments = arguments;
    }

    static Text of(Sentence sentence, Object... arguments) {
        return new Text(
                sentence,
                Stream.of(arguments)
                        .map(argument -> argument instanceof Text ? argument : String.valueOf(argument))
                        .toList());
    }

    /** What is said as it is in every language, such as what another program said. */
    public static Text plain(String text) {
        return of(AS_IT_IS, text);
    }

    /** What is said; without a key if it is the same in every language. */
    public Sentence sentence() {
        return sentence;
    }

    /** Whether there is nothing to say. */
    public boolean isBlank() {
        return toString().isBlank();
    }

    /** As it is said in this language. */
    public String in(Translation language) {
        String translated = sentence.key().isEmpty() ? null : language.pattern(sentence.key());
        String pattern = translated == null || translated.isEmpty() ? sentence.english() : translated;
        return OneLine.of(PLACE.matcher(pattern)
                .replaceAll(place -> Matcher.quoteReplacement(argument(place.group(), place.group(1), language))));
    }

    /** A place without an argument stays as it is: a mistake of a translation must not break anything. */
    private String argument(String place, String number, Translation language) {
        int index = Integer.parseInt(number);
        if (index >= arguments.size()) {
            return place;
        }
        return arguments.get(index) instanceof Text text ? text.in(language) : (String) arguments.get(index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && text.sentence.equals(sentence) && text.arguments.equals(arguments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(sentence, arguments);
    }

    /** In English. */
    @Override
    public String toString() {
        return in(Translation.ENGLISH);
    }
}
