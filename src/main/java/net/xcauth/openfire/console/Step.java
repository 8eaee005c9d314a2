package net.xcauth.openfire.console;

import java.util.Locale;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;

/**
 * The result of one step of a test, in the administrator's language.
 *
 * @param level  the level's name in lower case, for style sheets
 * @param word   the level in the administrator's language
 * @param remedy what to do; empty if nothing needs to be done
 */
record Step(String level, String word, String title, String text, String remedy) {

    static Step of(Finding finding, Language language) {
        return of(
                finding.level(),
                language.say(finding.title()),
                language.say(finding.text()),
                language.say(finding.remedy()),
                language);
    }

    static Step of(Level level, String title, String text, String remedy, Language language) {
        String name = level.name().toLowerCase(Locale.ROOT);
        return new Step(name, language.text("level." + name), title, text, remedy);
    }
}
