package net.xcauth.core.examination;

import java.util.Arrays;
import net.xcauth.core.text.OneLine;

/**
 * What one look at one thing showed. All text is one line, without secrets.
 *
 * @param title  what was looked at
 * @param text   what was found, or why nobody could look
 * @param remedy what to do; empty if nothing needs to be done
 */
public record Finding(Level level, String title, String text, String remedy) {
    /** How it looks. */
    public enum Level {
        /** As it should be. */
        OK,
        /** It works, and should be changed all the same. */
        WARN,
        /** It does not work. */
        FAIL,
        /** It could not be looked at, since something before it failed. */
        SKIP
    }

    /** @throws IllegalArgumentException if a remedy is missing where one is needed */
    public Finding {
        title = OneLine.of(title);
        text = OneLine.of(text);
        remedy = OneLine.of(remedy);
        if (remedy.isBlank() && (level == Level.WARN || level == Level.FAIL)) {
            throw new IllegalArgumentException(level + " \"" + title + "\" needs a remedy");
        }
    }

    /** As it should be. */
    public static Finding ok(String title, String text) {
        return new Finding(Level.OK, title, text, "");
    }

    /** Works, and should be changed. */
    public static Finding warn(String title, String text, String remedy) {
        return new Finding(Level.WARN, title, text, remedy);
    }

    /** Does not work. */
    public static Finding fail(String title, String text, String remedy) {
        return new Finding(Level.FAIL, title, text, remedy);
    }

    /** Could not be looked at. */
    public static Finding skip(String title, String why) {
        return new Finding(Level.SKIP, title, why, "");
    }

    /** The message of an unexpected exception may hold anything, so only its kind and its place are told. */
    public static Finding bug(String title, RuntimeException bug) {
        String place = Arrays.stream(bug.getStackTrace()).filter(call -> call.getClassName().startsWith("net.xcauth."))
                .findFirst().map(call -> " at " + call.getFileName() + " line " + call.getLineNumber()).orElse("");
        return fail(title, "the examination broke off: " + bug.getClass().getName() + place,
                "This is a fault in xcauth, not in your installation: report it with this line and xcauth --version.");
    }
}
