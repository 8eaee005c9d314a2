package net.xcauth.openfire.settings;

import java.util.Locale;
import net.xcauth.core.text.Sentence;

/** Messages on values that the plugin refuses, with the remedy. */
enum RefusedValue implements Sentence {
    TIME("give a number and a unit, such as 90s, 15m, 1h, 7d or 2w"),
    TIME_TOO_SHORT("give at least 1s"),
    NUMBER("give a whole number from {0} to {1}"),
    BOOLEAN("give true or false"),
    PATH("give the path of a file on this server"),
    CHOICE("give one of: {0}"),
    KIND("\"{0}\" is unknown; give one or more of auth, user and group"),
    UNDECRYPTABLE(
            "it was encrypted with another key and cannot be decrypted here. All nodes of a cluster need the same "
                    + "conf/security.xml: copy it from the server where the value was entered and restart Openfire, or enter the "
                    + "value again");

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
