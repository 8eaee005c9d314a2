package net.xcauth.openfire.administration;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.text.RefusedException;
import net.xcauth.openfire.provider.ProviderSlot;
import net.xcauth.openfire.service.PluginMetrics;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.Settings;

/** The plugin as the console's pages see it. */
public interface Administration {

    /** The settings that apply now. */
    Settings settings();

    /** A property's stored value, which pages must not show if it is secret; empty if it is not set. */
    Optional<String> stored(Setting setting);

    /** The stored values that are refused, with the reason: sentences without secrets. */
    Map<Setting, RefusedException> refused();

    /** Checks which of these values would be refused, with the reason: sentences without secrets. Changes nothing. */
    Map<Setting, RefusedException> check(Map<Setting, String> values);

    /**
     * Stores these values, which take effect at once and together.
     *
     * @param values blank to unset a property
     */
    void change(Map<Setting, String> values);

    /** The running service; empty while no cloud is configured. */
    Optional<Service> service();

    /** The slots in which the plugin's providers serve. */
    Set<ProviderSlot> servedSlots();

    /** The slots in which they should serve, by the settings. */
    Set<ProviderSlot> configuredSlots();

    PluginMetrics metrics();
}
