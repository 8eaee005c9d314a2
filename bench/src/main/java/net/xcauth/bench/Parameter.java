package net.xcauth.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An option of one of the programs.
 *
 * @param name the long name, without dashes
 * @param placeholder what the help calls its value; empty for an option without one
 * @param description for the help
 * @param kind how often it may be given, and whether with a value
 * @param fallback its value when it is not given; empty for those that have none
 */
record Parameter(String name, String placeholder, String description, Kind kind, String fallback) {

    enum Kind {
        FLAG,
        OPTIONAL,
        REQUIRED,
        REPEATED
    }

    static Parameter flag(String name, String description) {
        return new Parameter(name, "", description, Kind.FLAG, "");
    }

    static Parameter optional(String name, String placeholder, String fallback, String description) {
        return new Parameter(name, placeholder, description, Kind.OPTIONAL, fallback);
    }

    /** One of the constants of an enum, by its name. */
    static <E extends Enum<E>> Parameter choice(String name, E fallback) {
        String names = Arrays.stream(fallback.getDeclaringClass().getEnumConstants())
                .map(Enum::name)
                .collect(Collectors.joining(", "));
        return optional(name, "<" + name + ">", fallback.name(), names + " (default " + fallback.name() + ")");
    }

    static Parameter required(String name, String placeholder, String description) {
        return new Parameter(name, placeholder, description, Kind.REQUIRED, "");
    }

    /** To be given at least once. */
    static Parameter repeated(String name, String placeholder, String description) {
        return new Parameter(name, placeholder, description, Kind.REPEATED, "");
    }

    boolean takesValue() {
        return kind != Kind.FLAG;
    }

    boolean isNeeded() {
        return kind == Kind.REQUIRED || kind == Kind.REPEATED;
    }

    /** As it is written on a command line. */
    String written() {
        return "--" + name + (takesValue() ? "=" + placeholder : "");
    }
}
