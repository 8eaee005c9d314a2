package net.xcauth.core.roster;

import java.util.Locale;
import net.xcauth.core.text.Sentence;

/** The reasons why a group is not shown. */
public enum Obstacle implements Sentence {
    HIDDEN("hidden in the cloud (its name ends in a zero-width space)"),
    INVISIBLE("its name has no visible characters"),
    NOT_INCLUDED("no include pattern matches"),
    EXCLUDED("the exclude pattern \"{0}\" matches"),
    TOO_LARGE("it has {0} members, more than {1}");

    private final String english;

    Obstacle(String english) {
        this.english = english;
    }

    @Override
    public String key() {
        return "group." + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String english() {
        return english;
    }
}
