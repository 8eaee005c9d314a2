package net.xcauth.core.examination;

import java.util.Arrays;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.text.Text;

/**
 * The result of one check, without secrets.
 *
 * @param title  the subject of the check
 * @param text   the result, or the reason why the check was skipped
 * @param remedy what to do; blank if nothing needs to be done
 */
public record Finding(Level level, Text title, Text text, Text remedy) {
    private static final Text NOTHING = Text.plain("");

    /** The severity. */
    public enum Level {
        /** As it should be. */
        OK,
        /** It works, but should be changed. */
        WARN,
        /** It does not work. */
        FAIL,
        /** It could not be checked because an earlier check failed. */
        SKIP
    }

    /** @throws IllegalArgumentException if a remedy is missing where one is needed */
    public Finding {
        if (remedy.isBlank() && (level == Level.WARN || level == Level.FAIL)) {
            throw new IllegalArgumentException(level + " \"" + title + "\" needs a remedy");
        }
    }

    /** As it should be. */
    public static Finding ok(Text title, Text text) {
        return new Finding(Level.OK, title, text, NOTHING);
    }

    /** As it should be; in English only. */
    public static Finding ok(String title, String text) {
        return ok(Text.plain(title), Text.plain(text));
    }

    /** Works, but should be changed. */
    public static Finding warn(Text title, Text text, Text remedy) {
        return new Finding(Level.WARN, title, text, remedy);
    }

    /** Works, but should be changed; in English only. */
    public static Finding warn(String title, String text, String remedy) {
        return warn(Text.plain(title), Text.plain(text), Text.plain(remedy));
    }

    /** Does not work. */
    public static Finding fail(Text title, Text text, Text remedy) {
        return new Finding(Level.FAIL, title, text, remedy);
    }

    /** Does not work because the cloud gives no answer. */
    static Finding failed(Text title, Answer.Unreachable<?> answer) {
        return fail(
                title,
                FindingText.FAILED.with(answer.cause().what(), answer.detail()),
                answer.cause().advice());
    }

    /** Does not work; in English only. */
    public static Finding fail(String title, String text, String remedy) {
        return fail(Text.plain(title), Text.plain(text), Text.plain(remedy));
    }

    /** Could not be checked. */
    public static Finding skip(Text title, Text why) {
        return new Finding(Level.SKIP, title, why, NOTHING);
    }

    /** Could not be checked; in English only. */
    public static Finding skip(String title, String why) {
        return skip(Text.plain(title), Text.plain(why));
    }

    /** An unexpected exception. Its message may contain anything, so only its place in the source is shown. */
    public static Finding bug(Text title, RuntimeException bug) {
        return fail(
                title,
                Arrays.stream(bug.getStackTrace())
                        .filter(call -> call.getClassName().startsWith("net.xcauth."))
                        .findFirst()
                        .map(call -> FindingText.BROKE_OFF_PLACE.with(call.getFileName(), call.getLineNumber()))
                        .orElseGet(() -> FindingText.BROKE_OFF.with()),
                FindingText.BROKE_OFF_REMEDY.with());
    }
}
