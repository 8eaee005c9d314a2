package net.xcauth.openfire.provider;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.xcauth.openfire.store.PropertyTable;
import org.jivesoftware.openfire.auth.AuthProvider;
import org.jivesoftware.openfire.auth.DefaultAuthProvider;
import org.jivesoftware.openfire.cluster.ClusterManager;
import org.jivesoftware.openfire.group.DefaultGroupProvider;
import org.jivesoftware.openfire.group.GroupProvider;
import org.jivesoftware.openfire.user.DefaultUserProvider;
import org.jivesoftware.openfire.user.UserProvider;
import org.jivesoftware.openfire.vcard.DefaultVCardProvider;
import org.jivesoftware.openfire.vcard.VCardProvider;
import org.jivesoftware.util.JiveGlobals;
import org.jivesoftware.util.JiveProperties;
import org.jivesoftware.util.PropertyClusterEventTask;
import org.jivesoftware.util.PropertyEventDispatcher;
import org.jivesoftware.util.cache.CacheFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces Openfire's providers with the plugin's, and restores them.
 *
 * <p>Openfire loads a provider by its class name, with the context class loader of the thread that sets the property,
 * and finds the plugin's classes only with the plugin's loader. So the properties name these classes in this node's
 * memory only, as if another node had set them, and keep their values in the database: a start finds every class, a
 * crash leaves nothing behind, and the nodes of a cluster do not affect each other. Openfire 4 compares class names, so
 * that a class of the same name from another loader can only replace the default class.
 */
public final class ProviderSwitch {
    private static final Logger log = LoggerFactory.getLogger(ProviderSwitch.class);
    /** Openfire's caches with results of the providers. */
    private static final List<String> CACHES =
            List.of("User", "Group", "Group Metadata Cache", "Roster", "RosterItems", "VCard");

    private final ClassLoader loader = ProviderSwitch.class.getClassLoader();
    private final PropertyTable stored = new PropertyTable();
    private final Set<ProviderSlot> occupied = EnumSet.noneOf(ProviderSlot.class);
    /** Slots that an administrator or another plugin has taken: the plugin does not fight for them. */
    private final Set<ProviderSlot> lost = EnumSet.noneOf(ProviderSlot.class);
    /** The class that each property named before the plugin; no entry if it was not set. */
    private final Map<ProviderSlot, String> originals = new EnumMap<>(ProviderSlot.class);

    private boolean switching;

    /** Must be created before the plugin listens for properties: Openfire has to be notified of a change first. */
    public ProviderSwitch() {
        // The first use makes Openfire listen.
        withLoader(() -> Stream.of(ProviderSlot.values()).forEach(ProviderSlot::active));
        Stream.of(ProviderSlot.values()).forEach(this::takeOver);
    }

    /** Repairs what an earlier version of the plugin has left in the database when it was killed. */
    private void takeOver(ProviderSlot slot) {
        Optional<String> noted = named(slot.legacyProperty());
        if (namesPlugin(slot)) {
            note(slot, noted);
            stored.replace(slot.property(), slot.pluginName(), original(slot));
        }
        if (JiveGlobals.getProperty(slot.legacyProperty()) != null) {
            JiveProperties.getInstance().remove(slot.legacyProperty());
        }
    }

    private static Optional<String> named(String property) {
        return Optional.ofNullable(JiveGlobals.getProperty(property)).filter(name -> !name.isBlank());
    }

    private static boolean namesPlugin(ProviderSlot slot) {
        return slot.pluginName().equals(JiveGlobals.getProperty(slot.property()));
    }

    private Optional<String> original(ProviderSlot slot) {
        return Optional.ofNullable(originals.get(slot));
    }

    private void note(ProviderSlot slot, Optional<String> name) {
        originals.remove(slot);
        name.filter(each -> !each.equals(slot.pluginName())).ifPresent(each -> originals.put(slot, each));
    }

    /** Creates the providers that would serve without the plugin. */
    public synchronized OriginalProviders originals() {
        return new OriginalProviders(
                original(ProviderSlot.AUTH, AuthProvider.class, new DefaultAuthProvider()),
                original(ProviderSlot.USER, UserProvider.class, new DefaultUserProvider()),
                original(ProviderSlot.GROUP, GroupProvider.class, new DefaultGroupProvider()),
                original(ProviderSlot.VCARD, VCardProvider.class, new DefaultVCardProvider()));
    }

    private <T> T original(ProviderSlot slot, Class<T> type, T openfires) {
        String name = originalName(slot);
        if (name.equals(slot.defaultName())) {
            return openfires;
        }
        try {
            return Class.forName(name).asSubclass(type).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            log.error(
                    "Cannot use the original provider {}: Openfire's own serves local users and groups instead",
                    name,
                    e);
            return openfires;
        }
    }

    /** The name of the class that would serve without the plugin. */
    private String originalName(ProviderSlot slot) {
        Optional<String> noted = original(slot);
        boolean taken = namesPlugin(slot) || lost.contains(slot);
        return (taken ? noted : named(slot.property()).or(() -> noted)).orElse(slot.defaultName());
    }

    /** The slots in which the plugin's providers serve. */
    public synchronized Set<ProviderSlot> serving() {
        Set<ProviderSlot> serving = occupied();
        serving.removeIf(slot -> !slot.isPluginActive());
        return serving;
    }

    /** The slots that the plugin occupies. */
    public synchronized Set<ProviderSlot> occupied() {
        return occupied.isEmpty() ? EnumSet.noneOf(ProviderSlot.class) : EnumSet.copyOf(occupied);
    }

    /** Occupies these slots, except those that were lost, and restores all others. */
    public synchronized void occupy(Set<ProviderSlot> slots) {
        Set<ProviderSlot> leaving = occupied();
        leaving.removeAll(slots);
        leaving.forEach(this::leave);
        slots.stream().filter(slot -> !lost.contains(slot)).forEach(this::occupy);
        clearCaches();
    }

    private void occupy(ProviderSlot slot) {
        if (occupied.contains(slot) && slot.isPluginActive()) {
            return;
        }
        if (!namesPlugin(slot)) {
            note(slot, named(slot.property()));
        } else if (!slot.isPluginActive() && slot.active().getClass().getName().equals(slot.pluginName())) {
            set(slot, slot.defaultName());
        }
        occupied.add(slot);
        set(slot, slot.pluginName());
        if (!slot.isPluginActive()) {
            log.error(
                    "Openfire has not activated the plugin's provider for {} and still uses {}. Look for an earlier "
                            + "error, and restart Openfire",
                    slot,
                    slot.active().getClass().getName());
        }
    }

    /** Restores all slots. */
    public synchronized void restore() {
        occupied().forEach(this::leave);
        lost.clear();
        clearCaches();
    }

    private void leave(ProviderSlot slot) {
        occupied.remove(slot);
        Optional<String> original = Optional.ofNullable(originals.remove(slot));
        // Openfire 4 does not react to a property's deletion, so the default is named first.
        set(slot, original.orElse(slot.defaultName()));
        if (original.isEmpty()) {
            unset(slot);
        }
    }

    /**
     * Handles the change of a property, on this node or another.
     *
     * @return true if an administrator or another plugin has taken a slot from this plugin
     */
    public synchronized boolean propertyChanged(String property) {
        Optional<ProviderSlot> changed = Stream.of(ProviderSlot.values())
                .filter(each -> each.property().equals(property))
                .findAny();
        if (switching || changed.isEmpty()) {
            return false;
        }
        ProviderSlot slot = changed.get();
        if (namesPlugin(slot)) {
            pluginNamed(slot);
            return false;
        }
        if (!occupied.remove(slot)) {
            return false;
        }
        lost.add(slot);
        String named = JiveGlobals.getProperty(property);
        if (named == null) {
            originals.remove(slot);
            // Openfire 4 does not react to a property's deletion.
            set(slot, slot.defaultName());
            unset(slot);
        } else if (ClusterManager.isSeniorClusterMember()) {
            // Openfire has updated a row that may not exist.
            stored.keep(property, named);
        }
        clearCaches();
        return true;
    }

    /** Returns to a slot whose property names the plugin's class again, and removes that name from the database. */
    private void pluginNamed(ProviderSlot slot) {
        stored.replace(slot.property(), slot.pluginName(), original(slot));
        if (lost.remove(slot)) {
            log.info("The property {} names the plugin's provider again, which is back in use", slot.property());
            occupied.add(slot);
        }
        if (occupied.contains(slot) && !slot.isPluginActive()) {
            announce(slot);
        }
    }

    /** Has Openfire load the plugin's class again, with the plugin's class loader. */
    private void announce(ProviderSlot slot) {
        withLoader(() -> PropertyEventDispatcher.dispatchEvent(
                slot.property(), PropertyEventDispatcher.EventType.property_set, Map.of("value", slot.pluginName())));
        clearCaches();
    }

    /** Sets the property in this node's memory, as if another node had set it. */
    private void set(ProviderSlot slot, String className) {
        withLoader(PropertyClusterEventTask.createPutTask(slot.property(), className, false));
    }

    private void unset(ProviderSlot slot) {
        withLoader(PropertyClusterEventTask.createDeleteTask(slot.property()));
    }

    /** Runs a task with the plugin's class loader as the thread's, and ignores the property changes that it causes. */
    private void withLoader(Runnable task) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        switching = true;
        try {
            task.run();
        } finally {
            switching = false;
            thread.setContextClassLoader(before);
        }
    }

    private static void clearCaches() {
        CACHES.forEach(name -> CacheFactory.createCache(name).clear());
    }
}
