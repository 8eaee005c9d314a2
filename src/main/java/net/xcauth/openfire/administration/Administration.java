package net.xcauth.openfire.administration;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.openfire.provider.Place;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.service.Watch;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.Settings;

/** The plugin, for those who administer it. Openfire makes the console's pages itself, so they find it here. */
public interface Administration {

    /** What is in force. */
    Settings settings();

    /** A property's value as it is stored; empty if it is not set. Never shown where it is secret. */
    Optional<String> stored(Setting setting);

    /** Stored values that are refused, and why: sentences without secrets. */
    Map<Setting, IllegalArgumentException> refused();

    /** Which of these values would be refused, and why: sentences without secrets. Nothing is changed. */
    Map<Setting, IllegalArgumentException> check(Map<Setting, String> values);

    /**
     * Stores these values, and puts them in force at once and together.
     *
     * @param values blank for what is to be unset
     */
    void change(Map<Setting, String> values);

    /** What works while a cloud is configured. */
    Optional<Service> service();

    /** Where the plugin's providers serve. */
    Set<Place> serving();

    /** Where they should. */
    Set<Place> wanted();

    /** What is counted. */
    Watch watch();
}
