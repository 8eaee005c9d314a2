package net.xcauth.bridge.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.bridge.config.Option;

/**
 * The configuration that comes with the program, with its comments: sections, and in them words and the keys that these
 * are about. What stands before the first section is left out.
 */
final class SampleConfiguration {
    private static final Pattern SECTION = Pattern.compile("# -{2,} (.+?) -{2,}");
    private static final Pattern KEY = Pattern.compile("(#?)([a-z][a-z-]*)(?:=(.*))?");

    private final List<Section> sections = new ArrayList<>();

    /**
     * @param title   its heading
     * @param entries in their order
     */
    record Section(String title, List<Entry> entries) {}

    /**
     * @param words what is said of the keys, perhaps nothing
     * @param keys  in their order; one that is there several times has several values
     */
    record Entry(List<String> words, List<Key> keys) {
        String text() {
            return String.join(" ", words);
        }
    }

    /**
     * @param value   as it is shown; empty for a flag
     * @param inForce whether it is no comment
     */
    record Key(Option option, String value, boolean inForce) {}

    /** @throws IllegalArgumentException for a line that is none of a configuration */
    SampleConfiguration(List<String> lines) {
        boolean about = false;
        for (String line : lines) {
            Matcher section = SECTION.matcher(line);
            if (section.matches()) {
                sections.add(new Section(section.group(1), new ArrayList<>()));
                about = false;
            } else if (line.isBlank()) {
                about = false;
            } else if (!sections.isEmpty()) {
                List<Entry> entries = sections.get(sections.size() - 1).entries();
                boolean comment = line.startsWith("# ");
                if (!about || comment && !entries.get(entries.size() - 1).keys().isEmpty()) {
                    entries.add(new Entry(new ArrayList<>(), new ArrayList<>()));
                }
                about = true;
                add(entries.get(entries.size() - 1), line, comment);
            }
        }
    }

    private static void add(Entry entry, String line, boolean comment) {
        if (comment) {
            entry.words().add(line.substring(1).strip());
            return;
        }
        Matcher key = KEY.matcher(line);
        if (!key.matches()) {
            throw new IllegalArgumentException("neither a comment nor a key: " + line);
        }
        Option option = Option.named(key.group(2))
                .orElseThrow(() -> new IllegalArgumentException("there is no option of that name: " + line));
        entry.keys()
                .add(new Key(
                        option,
                        key.group(3) == null ? "" : key.group(3),
                        key.group(1).isEmpty()));
    }

    List<Section> sections() {
        return sections;
    }
}
