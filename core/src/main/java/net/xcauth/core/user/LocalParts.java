package net.xcauth.core.user;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Optional;

/** Validates and normalizes XMPP local parts. */
public final class LocalParts {
    private static final String FORBIDDEN = "\"&'/:<>@";
    private static final int LONGEST_BYTES = 1_023;

    private LocalParts() {}

    /**
     * Normalizes a local part as XMPP servers do (nodeprep). Names that would become another name, as {@code groß}
     * would become {@code gross}, are invalid, because no one could log in with them.
     *
     * @param local escaped (XEP-0106), in any case
     * @return empty if the name is invalid
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6122#appendix-A">RFC 6122, appendix A: Nodeprep</a>
     */
    public static Optional<String> prepared(String local) {
        String lower = Normalizer.normalize(local.toLowerCase(Locale.ROOT), Form.NFC);
        boolean possible = !lower.isEmpty()
                && lower.getBytes(StandardCharsets.UTF_8).length <= LONGEST_BYTES
                && Normalizer.isNormalized(lower, Form.NFKC)
                && lower.codePoints().allMatch(LocalParts::isPossible)
                && lower.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).equals(lower);
        return possible ? Optional.of(lower) : Optional.empty();
    }

    private static boolean isPossible(int character) {
        boolean visible = switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
        return visible
                && FORBIDDEN.indexOf(character) < 0
                && Character.toLowerCase(Character.toUpperCase(character)) == character;
    }
}
