package net.xcauth.openfire.settings;

import java.util.Locale;
import net.xcauth.core.text.Sentence;

/** What is wrong with a property's value, and what would be right. */
enum RefusedValue implements Sentence {
    TIME("give a number and a unit, such as 90s, 15m, 1h, 7d or 2w"),
    TIME_TOO_SHORT("give at least 1s"),
    NUMBER("give a whole number from {0} to {1}"),
    TRUTH("give true or false"),
    CHOICE("give one of: {0}"),
    KIND("\"{0}\" is not known; give auth, user and group, or some of them");

    private final String english;

    RefusedValue(String english) {
        this.english = english;
    }

    @Override
    public String key() {
        return "value." + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String english() {
        return english;
    }
}
