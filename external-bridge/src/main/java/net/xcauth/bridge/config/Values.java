package net.xcauth.bridge.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.WebAddress;

/** Settings read as what they mean. Whatever does not fit is named with its origin and with what would be right. */
final class Values {
    private static final Map<Character, Integer> SECONDS =
            Map.of('s', 1, 'm', 60, 'h', 3_600, 'd', 86_400, 'w', 604_800);
    /** Longer times are mistakes, and do not fit into nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final PosixFilePermission[] MODE_BITS = {
        PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ
    };

    private final Map<Option, Setting> settings;

    Values(Map<Option, Setting> settings) {
        this.settings = settings;
    }

    /** All that was given. */
    Map<Option, Setting> settings() {
        return settings;
    }

    boolean has(Option option) {
        return settings.containsKey(option);
    }

    Optional<Setting> setting(Option option) {
        return Optional.ofNullable(settings.get(option));
    }

    String text(Option option, String otherwise) {
        return setting(option).map(Setting::value).orElse(otherwise);
    }

    Optional<Path> path(Option option) throws ConfigException {
        return read(option, Values::path);
    }

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("it is not a valid path", e);
        }
    }

    Optional<URI> uri(Option option) throws ConfigException {
        return read(option, Values::uri);
    }

    int number(Option option, int least, int most, int otherwise) throws ConfigException {
        return read(option, value -> number(value, least, most)).orElse(otherwise);
    }

    Duration time(Option option, Duration otherwise) throws ConfigException {
        return read(option, Values::time).orElse(otherwise);
    }

    Duration timeNotZero(Option option, Duration otherwise) throws ConfigException {
        return read(option, value -> {
                    Duration time = time(value);
                    if (time.isZero()) {
                        throw new IllegalArgumentException("it is at least 1s");
                    }
                    return time;
                })
                .orElse(otherwise);
    }

    /** Two numbers with a comma, or one that stands for both. */
    int[] pair(Option option, int least, int most, int[] otherwise) throws ConfigException {
        Setting given = settings.get(option);
        if (given == null) {
            return otherwise;
        }
        // A configuration file may write the pair as a list.
        String joined = String.join(",", given.values());
        return converted(option, new Setting(List.of(joined), given.origin()), value -> {
            String[] parts = value.replaceAll("[()\\s]", "").split(",", -1);
            if (parts.length > 2) {
                throw new IllegalArgumentException("it is one number, or two with a comma");
            }
            int first = number(parts[0], least, most);
            return new int[] {first, parts.length == 2 ? number(parts[1], least, most) : first};
        });
    }

    Set<PosixFilePermission> mode(Option option, Set<PosixFilePermission> otherwise) throws ConfigException {
        return read(option, Values::mode).orElse(otherwise);
    }

    /** @throws ConfigException with the origin when the conversion throws {@link IllegalArgumentException} */
    <T> Optional<T> read(Option option, Function<String, T> conversion) throws ConfigException {
        Setting given = settings.get(option);
        return given == null ? Optional.empty() : Optional.of(converted(option, given, conversion));
    }

    private static <T> T converted(Option option, Setting given, Function<String, T> conversion)
            throws ConfigException {
        try {
            return conversion.apply(given.value());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(given.origin() + ": " + option.longName() + " \"" + shown(given.value())
                    + "\" cannot be used: " + e.getMessage());
        }
    }

    /** Addresses may hold a password, where it does not belong but people put it. */
    private static String shown(String value) {
        return value.replaceAll("//.*@", "//…@").replaceAll("(?i)(password=)[^&;]*", "$1…");
    }

    private static int number(String text, int least, int most) {
        String range = "it is a number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(range, e);
        }
        throw new IllegalArgumentException(range);
    }

    private static Duration time(String text) {
        String value = text.strip();
        Integer unit = value.isEmpty() ? null : SECONDS.get(value.charAt(value.length() - 1));
        try {
            long number = Long.parseLong(
                    unit == null
                            ? value
                            : value.substring(0, value.length() - 1).strip());
            if (number >= 0 && number <= LONGEST.toSeconds() / (unit == null ? 1 : unit)) {
                return Duration.ofSeconds(number * (unit == null ? 1 : unit));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is a number of seconds, or one with s, m, h, d or w, as 15m", e);
        }
        throw new IllegalArgumentException("it is from 0 to " + LONGEST.toDays() + "d");
    }

    static URI uri(String text) {
        return WebAddress.parse(text);
    }

    private static Set<PosixFilePermission> mode(String text) {
        try {
            int bits = Integer.parseInt(text, 8);
            if (bits >= 0 && bits < 1 << MODE_BITS.length) {
                return Arrays.stream(MODE_BITS)
                        .filter(bit -> (bits & 1 << Arrays.asList(MODE_BITS).indexOf(bit)) != 0)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(PosixFilePermission.class)));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is octal, as 0660", e);
        }
        throw new IllegalArgumentException("it is octal, 0000 to 0777");
    }
}
