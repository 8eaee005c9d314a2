package net.xcauth.bridge.ejabberd;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs ejabberd's commands. All methods block until ejabberd has answered. Thread-safe. */
interface CommandChannel extends AutoCloseable {
    Pattern LAST_NUMBER = Pattern.compile("(?<![0-9])[0-9]{1,9}$");

    /** The API's address or the program's path, for the log. */
    String name();

    /** Runs a command without a result. */
    void run(EjabberdCommand command) throws EjabberdException;

    /** Runs a command whose result is a number. */
    int count(EjabberdCommand command) throws EjabberdException;

    /** Parses the number at the end of a result: {@code 2}, or in newer versions {@code Kicked sessions: 2}. */
    static Optional<Integer> number(String result) {
        Matcher number = LAST_NUMBER.matcher(result.strip());
        return number.find() ? Optional.of(Integer.valueOf(number.group())) : Optional.empty();
    }

    /** Runs a command whose result is a text. */
    String text(EjabberdCommand command) throws EjabberdException;

    /** Runs a command whose result is a list. */
    List<String> list(EjabberdCommand command) throws EjabberdException;

    /** Runs a command whose result is a list of keys with values. */
    Map<String, String> properties(EjabberdCommand command) throws EjabberdException;

    @Override
    void close();
}
