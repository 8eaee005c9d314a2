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
import net.xcauth.core.text.RefusedException;

/** Converts the values of options. A value that does not fit is refused with its place and with what would be right. */
final class Values {
    private static final Map<Character, Integer> SECONDS =
            Map.of('s', 1, 'm', 60, 'h', 3_600, 'd', 86_400, 'w', 604_800);
    /** A longer time is a mistake, and does not fit into nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final PosixFilePermission[] MODE_BITS = {
        PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ
    };

    private final Map<Option, OptionValue> options;

    Values(Map<Option, OptionValue> options) {
        this.options = options;
    }

    boolean has(Option option) {
        return options.containsKey(option);
    }

    Optional<OptionValue> value(Option option) {
        return Optional.ofNullable(options.get(option));
    }

    String text(Option option, String otherwise) {
        return value(option).map(OptionValue::value).orElse(otherwise);
    }

    Optional<Path> path(Option option) throws ConfigException {
        return read(option, Values::path);
    }

    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new RefusedException("it is not a valid path");
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
                        throw new RefusedException("it must be at least 1s");
                    }
                    return time;
                })
                .orElse(otherwise);
    }

    /** Two numbers separated by a comma, or one for both. */
    int[] pair(Option option, int least, int most, int[] otherwise) throws ConfigException {
        OptionValue given = options.get(option);
        if (given == null) {
            return otherwise;
        }
        // In a configuration file, the pair may be a list.
        String joined = String.join(",", given.values());
        return converted(option, new OptionValue(List.of(joined), given.origin()), value -> {
            String[] parts = value.replaceAll("[()\\s]", "").split(",", -1);
            if (parts.length > 2) {
                throw new RefusedException("it must be one number, or two separated by a comma");
            }
            int first = number(parts[0], least, most);
            return new int[] {first, parts.length == 2 ? number(parts[1], least, most) : first};
        });
    }

    Set<PosixFilePermission> mode(Option option, Set<PosixFilePermission> otherwise) throws ConfigException {
        return read(option, Values::mode).orElse(otherwise);
    }

    /** @throws ConfigException with the place of the value if the conversion throws {@link RefusedException} */
    <T> Optional<T> read(Option option, Function<String, T> conversion) throws ConfigException {
        OptionValue given = options.get(option);
        return given == null ? Optional.empty() : Optional.of(converted(option, given, conversion));
    }

    private static <T> T converted(Option option, OptionValue given, Function<String, T> conversion)
            throws ConfigException {
        try {
            return conversion.apply(given.value());
        } catch (RefusedException e) {
            throw new ConfigException(given.origin() + ": " + option.longName() + " \"" + shown(given.value())
                    + "\" cannot be used: " + e.getMessage());
        }
    }

    /** Hides passwords, which people write into addresses although they do not belong there. */
    private static String shown(String value) {
        return value.replaceAll("//.*@", "//…@").replaceAll("(?i)(password=)[^&;]*", "$1…");
    }

    private static int number(String text, int least, int most) {
        String range = "it must be a number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new RefusedException(range);
        }
        throw new RefusedException(range);
    }

    private static Duration time(String text) {
        String value = text.strip();
        char last = value.isEmpty() ? ' ' : value.charAt(value.length() - 1);
        int unit = SECONDS.getOrDefault(last, 1);
        try {
            long count = Long.parseLong(
                    SECONDS.containsKey(last)
                            ? value.substring(0, value.length() - 1).strip()
                            : value);
            if (count >= 0 && count <= LONGEST.toSeconds() / unit) {
                return Duration.ofSeconds(count * unit);
            }
        } catch (NumberFormatException e) {
            throw new RefusedException("it must be a number of seconds, or a number with s, m, h, d or w, such as 15m");
        }
        throw new RefusedException("it must be from 0 to " + LONGEST.toDays() + "d");
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
            throw new RefusedException("it must be octal, such as 0660");
        }
        throw new RefusedException("it must be octal, 0000 to 0777");
    }
}
