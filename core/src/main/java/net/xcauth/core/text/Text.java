package net.xcauth.core.text;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A sentence with its arguments: in every language {@linkplain OneLine one line}, whatever the arguments contain. */
public final class Text {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)}");
    private static final Sentence LITERAL = new Sentence() {
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

    /** Text that is not translated, such as the output of another program. */
    public static Text plain(String text) {
        return of(LITERAL, text);
    }

    /** The sentence; without a key if it is not translated. */
    public Sentence sentence() {
        return sentence;
    }

    /** True if the text is empty or blank. */
    public boolean isBlank() {
        return toString().isBlank();
    }

    /** The text in this language. */
    public String in(Translation language) {
        String translated = sentence.key().isEmpty() ? "" : language.pattern(sentence.key());
        String pattern = translated.isEmpty() ? sentence.english() : translated;
        return OneLine.of(PLACEHOLDER
                .matcher(pattern)
                .replaceAll(match -> Matcher.quoteReplacement(argument(match.group(), match.group(1), language))));
    }

    /** A placeholder without an argument remains unchanged: a mistake in a translation must not cause an error. */
    private String argument(String placeholder, String number, Translation language) {
        int index = Integer.parseInt(number);
        if (index >= arguments.size()) {
            return placeholder;
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
