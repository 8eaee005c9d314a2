package net.xcauth.bridge.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant by a name that does not exist. */
public final class Suggestion {
    private static final int LIKELY = 3;

    private Suggestion() {}

    /** @return {@code ; did you mean "…"?} or a pointer to the help */
    static String forKey(String key) {
        String wanted = key.toLowerCase(Locale.ROOT).replace('_', '-');
        return nearest(
                        wanted,
                        Arrays.stream(Option.values()).map(Option::longName).toList(),
                        LIKELY)
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse("; xcauth --help lists what there is");
    }

    /**
     * The name that was probably meant.
     *
     * @param most how many letters may differ
     * @return empty if none is that near
     */
    public static Optional<String> nearest(String wanted, Collection<String> names, int most) {
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(wanted, name)))
                .filter(name -> distance(wanted, name) <= most);
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
