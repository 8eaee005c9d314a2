package net.xcauth.bridge.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** What somebody may have meant by a name that does not exist. */
final class Suggestion {
    private static final int LIKELY = 3;

    private Suggestion() {
    }

    /** @return {@code ; did you mean "…"?} or a pointer to the help */
    static String forKey(String key) {
        String wanted = key.toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(Option.values()).map(Option::longName)
                .min(Comparator.comparingInt(name -> distance(wanted, name)))
                .filter(name -> distance(wanted, name) <= LIKELY)
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse("; xcauth --help lists what there is");
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
