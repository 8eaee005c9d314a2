package net.xcauth.bridge.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.xcauth.core.text.Reason;

/**
 * A configuration file. Its lines are {@code key=value}, {@code key: value} or {@code key value}, a bare key for a
 * flag, {@code key=[a,b]} for a list; a value may be quoted, and a key with an empty value is not set. Comments begin
 * with {@code #} or {@code ;}, at the start of a line or after a value and a space. Lines with {@code ---} or
 * {@code [section]} are skipped.
 */
final class ConfigFile {
    private static final Pattern LINE = Pattern.compile("([^\\s=:#;]+)(?:\\s+[#;].*|\\s*[=:\\s]\\s*(.*))?");
    private static final Pattern QUOTED = Pattern.compile("(?:\"([^\"]*)\"|'([^']*)')(?:\\s*|\\s+[#;].*)");
    private static final Pattern COMMENT = Pattern.compile("\\s[#;].*");

    /** Some editors put it before the first line. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path path;

    ConfigFile(Path path) {
        this.path = path;
    }

    /** @throws ConfigException if a line is not valid; the message names the file and the line */
    Map<Option, OptionValue> read() throws ConfigException {
        Map<Option, OptionValue> settings = new EnumMap<>(Option.class);
        List<String> lines = lines(path, "configuration file");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!isSkipped(line)) {
                add(settings, line, path + " line " + (i + 1));
            }
        }
        return settings;
    }

    private static boolean isSkipped(String line) {
        return line.isEmpty()
                || line.startsWith("#")
                || line.startsWith(";")
                || line.startsWith("---")
                || line.startsWith("[") && line.endsWith("]");
    }

    private static void add(Map<Option, OptionValue> settings, String line, String origin) throws ConfigException {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new ConfigException(origin + " is not valid; write key=value");
        }
        String key = matcher.group(1).startsWith("--") ? matcher.group(1).substring(2) : matcher.group(1);
        Option option = Option.named(key)
                .orElseThrow(() ->
                        new ConfigException(origin + ": there is no option \"" + key + "\"" + Suggestion.forKey(key)));
        List<String> values = values(matcher.group(2) == null ? "" : matcher.group(2));
        if (option.arity() == 0) {
            addFlag(settings, option, values, origin);
            return;
        }
        if (matcher.group(2) == null) {
            throw new ConfigException(origin + ": " + key + " has no value; write " + key + "=" + option.parameter());
        }
        if (values.isEmpty() || values.equals(List.of(""))) {
            // As in the Python program, a key without a value is not set; other lines of a repeatable key stay.
            if (!option.isRepeatable()) {
                settings.remove(option);
            }
            return;
        }
        settings.merge(
                option,
                new OptionValue(values, origin),
                option.isRepeatable() ? OptionValue::and : (first, last) -> last);
    }

    private static void addFlag(Map<Option, OptionValue> settings, Option option, List<String> values, String origin)
            throws ConfigException {
        String value = values.isEmpty() ? "true" : values.get(0).toLowerCase(Locale.ROOT);
        switch (value) {
            case "true", "yes", "1", "on" -> settings.put(option, new OptionValue(List.of(), origin));
            case "false", "no", "0", "off" -> settings.remove(option);
            default ->
                throw new ConfigException(
                        origin + ": " + option.longName() + " is \"" + value + "\"; it must be true or false");
        }
    }

    private static List<String> values(String text) {
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return List.of(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
        }
        Matcher comment = COMMENT.matcher(text);
        String value = (comment.find() ? text.substring(0, comment.start()) : text).strip();
        if (value.startsWith("[") && value.endsWith("]")) {
            return Arrays.stream(value.substring(1, value.length() - 1).split(","))
                    .map(String::strip)
                    .map(ConfigFile::withoutQuotes)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }
        return value.isEmpty() ? List.of() : List.of(value);
    }

    private static String withoutQuotes(String text) {
        Matcher quoted = QUOTED.matcher(text);
        return quoted.matches() ? (quoted.group(1) == null ? quoted.group(2) : quoted.group(1)) : text;
    }

    /** @throws ConfigException if the file cannot be read; the message has the remedy */
    static List<String> lines(Path file, String what) throws ConfigException {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty() || !lines.get(0).startsWith(BYTE_ORDER_MARK)
                    ? lines
                    : Stream.concat(
                                    Stream.of(lines.get(0).substring(1)),
                                    lines.stream().skip(1))
                            .toList();
        } catch (NoSuchFileException e) {
            throw new ConfigException("the " + what + " " + file + " does not exist; create it or correct the path");
        } catch (AccessDeniedException e) {
            throw new ConfigException("the " + what + " " + file + " cannot be read by the user \""
                    + System.getProperty("user.name") + "\"; make it readable, for example with chgrp and chmod 640");
        } catch (MalformedInputException e) {
            throw new ConfigException("the " + what + " " + file + " is not UTF-8; save it in that encoding");
        } catch (IOException e) {
            throw new ConfigException("the " + what + " " + file + " cannot be read: " + Reason.of(e));
        }
    }
}
