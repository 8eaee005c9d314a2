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
    KIND("\"{0}\" is not known; give auth, user and group, or some of them"),
    UNDECRYPTABLE(
            "it was encrypted with another key and cannot be decrypted here. All nodes of a cluster need the same "
                    + "conf/security.xml: copy it from the server where the value was entered and restart Openfire, or enter it again");

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
