package net.xcauth.bridge.manual;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.xcauth.bridge.cli.Facts;
import net.xcauth.bridge.config.Option;
import net.xcauth.bridge.manual.SampleConfiguration.Entry;
import net.xcauth.bridge.manual.SampleConfiguration.Key;
import net.xcauth.bridge.manual.SampleConfiguration.Section;

/** {@code xcauth.conf(5)}, from the comments of the configuration that comes with the program. */
final class ConfigurationPage {
    /** Options that no new configuration should use. */
    private static final List<Option.Group> OUTSIDE_OF_SAMPLE = List.of(Option.Group.OLD, Option.Group.LATER);

    private static final Pattern EXAMPLE = Pattern.compile("\\(examples?\\b");
    private static final Pattern NOTHING_BUT_EXAMPLE = Pattern.compile("\\s*\\(examples?\\)");

    private final Roff page;
    private final SampleConfiguration sample;

    ConfigurationPage(SampleConfiguration sample, String date, String version) {
        this.sample = sample;
        page = new Roff("xcauth.conf", 5, date, version);
    }

    @Override
    public String toString() {
        page.name("xcauth.conf", "configuration of xcauth, which " + Facts.PURPOSE);
        page.heading("Description");
        page.paragraph("xcauth(1) reads one file: the one that --config-file names, or the first of these that "
                + "exists: " + Facts.configurationFiles() + ". " + Facts.OPTIONS + " A changed file takes "
                + "effect after a restart.");
        page.paragraph(
                "The file may hold secrets, such as the service account's app password, or the JSXC app's API secret, "
                        + "with which anyone can log in as any user: only root and the user that xcauth runs as "
                        + "should be able to read it.");
        syntax();
        page.heading("Keys");
        sample.sections().forEach(this::section);
        OUTSIDE_OF_SAMPLE.forEach(this::group);
        page.heading("See also").paragraph("xcauth(1)");
        return page.toString();
    }

    private void syntax() {
        page.heading("Syntax").paragraph("The file is UTF-8. Each line is one of these:");
        page.entry(
                List.of(Roff.bold("key=value"), Roff.bold("key: value"), Roff.bold("key value")),
                "These three mean the same. If a key occurs twice, the last one applies, but " + repeatable()
                        + " may have several lines, each with another value.");
        page.entry(List.of(Roff.bold("key=[value, value]")), "Several values in one line.");
        page.entry(
                List.of(Roff.bold("key=\"value\""), Roff.bold("key='value'")),
                "A value with spaces around it, or with a character that would begin a comment.");
        page.entry(
                List.of(Roff.bold("key")),
                "A flag, also written as true, yes, on or 1. With false, no, off or 0 it " + "is not set.");
        page.entry(List.of(Roff.bold("# comment"), Roff.bold("; comment")), "May also follow a value and a space.");
        page.entry(List.of(Roff.bold("[section]"), Roff.bold("---")), "Is skipped, and so is an empty line.");
    }

    private static String repeatable() {
        return Arrays.stream(Option.values())
                .filter(Option::isRepeatable)
                .map(Option::longName)
                .collect(Collectors.joining(" and "));
    }

    private void section(Section section) {
        page.subheading(section.title());
        section.entries().forEach(this::entry);
    }

    private void group(Option.Group group) {
        page.subheading(group.heading());
        Arrays.stream(Option.values())
                .filter(option -> option.group() == group)
                .forEach(option -> page.entry(List.of(term(option)), Facts.sentence(option.description())));
    }

    private void entry(Entry entry) {
        if (entry.keys().isEmpty()) {
            page.paragraph(entry.text());
            return;
        }
        List<String> terms = entry.keys().stream()
                .map(Key::option)
                .distinct()
                .map(ConfigurationPage::term)
                .toList();
        String words = NOTHING_BUT_EXAMPLE.matcher(entry.text()).replaceAll("").strip();
        if (words.isEmpty()) {
            words = entry.keys().stream()
                    .map(key -> Facts.sentence(key.option().description()))
                    .distinct()
                    .collect(Collectors.joining(" "));
        }
        page.entry(terms, words);
        values(entry);
    }

    private static String term(Option option) {
        return Roff.bold(option.longName())
                + (option.arity() == 0 ? "" : Roff.bold("=") + Roff.term(option.parameter()));
    }

    /** The values of the keys, which are defaults unless the text calls them examples. */
    private void values(Entry entry) {
        List<Key> keys =
                entry.keys().stream().filter(key -> key.option().arity() > 0).toList();
        if (keys.isEmpty()) {
            return;
        }
        String what = keys.stream().anyMatch(Key::active)
                ? "In the file that comes with the program"
                : (EXAMPLE.matcher(entry.text()).find() ? "Example" : "Default") + (keys.size() == 1 ? "" : "s");
        page.values(
                what,
                keys.stream()
                        .map(key -> key.option().longName() + '=' + key.value())
                        .toList());
    }
}
