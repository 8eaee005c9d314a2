package net.xcauth.bridge.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.bridge.config.Option;

/**
 * The configuration that comes with the program: sections of keys with the comments that explain them. Text before the
 * first section is ignored.
 */
final class SampleConfiguration {
    private static final Pattern SECTION = Pattern.compile("# -{2,} (.+?) -{2,}");
    private static final Pattern KEY = Pattern.compile("(#?)([a-z][a-z-]*)(?:=(.*))?");

    private final List<Section> sections = new ArrayList<>();

    /**
     * A section.
     *
     * @param entries in the order of the file
     */
    record Section(String title, List<Entry> entries) {}

    /**
     * Keys and the comment above them.
     *
     * @param words the lines of the comment
     * @param keys  in the order of the file; a key with several values occurs several times
     */
    record Entry(List<String> words, List<Key> keys) {
        String text() {
            return String.join(" ", words);
        }
    }

    /**
     * A key.
     *
     * @param value  as written; empty for a flag
     * @param active false if the line is a comment
     */
    record Key(Option option, String value, boolean active) {}

    /** @throws IllegalArgumentException for a line that is not valid */
    SampleConfiguration(List<String> lines) {
        boolean inEntry = false;
        for (String line : lines) {
            Matcher section = SECTION.matcher(line);
            if (section.matches()) {
                sections.add(new Section(section.group(1), new ArrayList<>()));
                inEntry = false;
            } else if (line.isBlank()) {
                inEntry = false;
            } else if (!sections.isEmpty()) {
                List<Entry> entries = sections.get(sections.size() - 1).entries();
                boolean comment = line.startsWith("# ");
                if (!inEntry
                        || comment && !entries.get(entries.size() - 1).keys().isEmpty()) {
                    entries.add(new Entry(new ArrayList<>(), new ArrayList<>()));
                }
                inEntry = true;
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
