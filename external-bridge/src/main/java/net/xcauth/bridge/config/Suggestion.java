package net.xcauth.bridge.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the name that was probably meant by one that does not exist. */
public final class Suggestion {
    private static final int LIKELY = 3;

    private Suggestion() {}

    /** The end of a message: {@code ; did you mean "…"?}, or a pointer to the help. */
    static String forKey(String key) {
        String name = key.toLowerCase(Locale.ROOT).replace('_', '-');
        return nearest(
                        name,
                        Arrays.stream(Option.values()).map(Option::longName).toList(),
                        LIKELY)
                .map(nearest -> "; did you mean \"" + nearest + "\"?")
                .orElse("; xcauth --help lists all options");
    }

    /**
     * The name that was probably meant.
     *
     * @param most the highest number of letters that may differ
     * @return empty if all names differ more
     */
    public static Optional<String> nearest(String name, Collection<String> names, int most) {
        return names.stream()
                .min(Comparator.comparingInt(each -> distance(name, each)))
                .filter(each -> distance(name, each) <= most);
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
