package net.xcauth.bridge.ejabberd;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A way to ejabberd's commands. Every method waits. Thread-safe. */
interface CommandChannel extends AutoCloseable {
    Pattern NUMBER = Pattern.compile("(?<![0-9])[0-9]{1,9}$");

    /** What it is, for the log: an address or a path. */
    String name();

    /** Does something. */
    void run(Command command) throws EjabberdException;

    /** Does something, and asks how often that was done. */
    int count(Command command) throws EjabberdException;

    /** The number at the end of an answer: {@code 2}, or from newer versions {@code Kicked sessions: 2}. */
    static Optional<Integer> number(String answer) {
        Matcher number = NUMBER.matcher(answer.strip());
        return number.find() ? Optional.of(Integer.valueOf(number.group())) : Optional.empty();
    }

    /** Asks for a text. */
    String text(Command command) throws EjabberdException;

    /** Asks for a list. */
    List<String> list(Command command) throws EjabberdException;

    /** Asks for properties. */
    Map<String, String> properties(Command command) throws EjabberdException;

    @Override
    void close();
}
