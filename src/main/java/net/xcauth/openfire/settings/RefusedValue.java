package net.xcauth.openfire.settings;

import java.util.Locale;
import net.xcauth.core.text.Sentence;

/** Messages on values that the plugin refuses, with the remedy. */
enum RefusedValue implements Sentence {
    TIME("it must be a number and a unit, such as 90s, 15m, 1h, 7d or 2w"),
    TIME_TOO_SHORT("it must be at least 1s"),
    NUMBER("it must be a whole number from {0} to {1}"),
    BOOLEAN("it must be true or false"),
    PATH("it must be the path of a file on this server"),
    CHOICE("it must be one of: {0}"),
    KIND("\"{0}\" is unknown; use one or more of auth, user and group"),
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
