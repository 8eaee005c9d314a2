package net.xcauth.openfire.provider;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
 * Puts the plugin's providers into their places and the former ones back.
 *
 * <p>Openfire loads providers by their class names with the context class loader of the code that sets the property: only
 * with the plugin's does it find the plugin's classes. So the properties name them in this node's memory only, as if another node
 * had set them. In the database they keep what they were set to: a start finds every class, a crash leaves nothing behind, and no
 * node of a cluster hears of another's. Openfire 4 compares the names of classes, so that another class of the same name must
 * go by way of the default one.
 */
public final class ProviderSwitch {
    private static final Logger log = LoggerFactory.getLogger(ProviderSwitch.class);
    /** What they hold was made by the providers that served until now. */
    private static final List<String> CACHES =
            List.of("User", "Group", "Group Metadata Cache", "Roster", "RosterItems", "VCard");

    private final ClassLoader loader = ProviderSwitch.class.getClassLoader();
    private final PropertyTable stored = new PropertyTable();
    private final Set<Place> occupied = EnumSet.noneOf(Place.class);
    /** Those that somebody else has taken: they are not fought for. */
    private final Set<Place> lost = EnumSet.noneOf(Place.class);
    /** The classes that properties named before; none where nothing was set. */
    private final Map<Place, String> former = new EnumMap<>(Place.class);

    private boolean switching;

    /** Before this, nobody must listen for the plugin: Openfire has to hear of a changed property first. */
    public ProviderSwitch() {
        // Openfire listens from the first use of these.
        withLoader(() -> Stream.of(Place.values()).forEach(Place::inForce));
        Stream.of(Place.values()).forEach(this::takeOver);
    }

    /** Puts right what an earlier version of the plugin has stored that was killed. */
    private void takeOver(Place place) {
        String noted = JiveGlobals.getProperty(place.formerProperty());
        if (place.ours().equals(JiveGlobals.getProperty(place.property()))) {
            note(place, noted);
            stored.replace(place.property(), place.ours(), former.get(place));
        }
        if (noted != null) {
            JiveProperties.getInstance().remove(place.formerProperty());
        }
    }

    private void note(Place place, String name) {
        if (name == null || name.isBlank() || name.equals(place.ours())) {
            former.remove(place);
        } else {
            former.put(place, name);
        }
    }

    /** The providers that serve, or served, without the plugin. */
    public synchronized FormerProviders former() {
        return new FormerProviders(
                former(Place.AUTH, AuthProvider.class, new DefaultAuthProvider()),
                former(Place.USER, UserProvider.class, new DefaultUserProvider()),
                former(Place.GROUP, GroupProvider.class, new DefaultGroupProvider()),
                former(Place.VCARD, VCardProvider.class, new DefaultVCardProvider()));
    }

    private <T> T former(Place place, Class<T> type, T standard) {
        String name = formerName(place);
        if (name.equals(place.standard())) {
            return standard;
        }
        try {
            return Class.forName(name).asSubclass(type).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            log.error(
                    "The provider {} that served before cannot be used; Openfire's own serves local users and groups",
                    name,
                    e);
            return standard;
        }
    }

    /** The class named without the plugin. */
    private String formerName(Place place) {
        String named = JiveGlobals.getProperty(place.property());
        boolean noted = place.ours().equals(named) || lost.contains(place);
        return noted || named == null || named.isBlank() ? former.getOrDefault(place, place.standard()) : named;
    }

    /** The places where the plugin's providers are in force. */
    public synchronized Set<Place> serving() {
        Set<Place> serving = occupied();
        serving.removeIf(place -> !place.isOursInForce());
        return serving;
    }

    /** The places that are the plugin's. */
    public synchronized Set<Place> occupied() {
        return occupied.isEmpty() ? EnumSet.noneOf(Place.class) : EnumSet.copyOf(occupied);
    }

    /** Puts providers into these places, unless somebody else has taken them, and takes them out of all others. */
    public synchronized void occupy(Set<Place> places) {
        Set<Place> leaving = occupied();
        leaving.removeAll(places);
        leaving.forEach(this::leave);
        places.stream().filter(place -> !lost.contains(place)).forEach(this::occupy);
        clearCaches();
    }

    private void occupy(Place place) {
        if (occupied.contains(place) && place.isOursInForce()) {
            return;
        }
        String named = JiveGlobals.getProperty(place.property());
        if (!place.ours().equals(named)) {
            note(place, named);
        } else if (!place.isOursInForce()
                && place.inForce().getClass().getName().equals(place.ours())) {
            set(place, place.standard());
        }
        occupied.add(place);
        set(place, place.ours());
        if (!place.isOursInForce()) {
            log.error(
                    "The provider for {} could not be put in force: {} serves. Restart Openfire, and look for an "
                            + "earlier error",
                    place,
                    place.inForce().getClass().getName());
        }
    }

    /** Gives all places back. */
    public synchronized void restore() {
        occupied().forEach(this::leave);
        lost.clear();
        clearCaches();
    }

    private void leave(Place place) {
        occupied.remove(place);
        String before = former.remove(place);
        // Openfire 4 does not react to a property's deletion, so the default is named first.
        set(place, before == null ? place.standard() : before);
        if (before == null) {
            unset(place);
        }
    }

    /**
     * A property was set or deleted, by somebody here or on another node.
     *
     * @return the place that somebody else has taken; null if none was
     */
    public synchronized Place heard(String property) {
        Place place = Stream.of(Place.values())
                .filter(each -> each.property().equals(property))
                .findAny()
                .orElse(null);
        if (switching || place == null) {
            return null;
        }
        String named = JiveGlobals.getProperty(property);
        if (place.ours().equals(named)) {
            named(place);
            return null;
        }
        if (!occupied.remove(place)) {
            return null;
        }
        lost.add(place);
        if (named == null) {
            former.remove(place);
            // Openfire 4 does not react to a property's deletion.
            set(place, place.standard());
            unset(place);
        } else if (ClusterManager.isSeniorClusterMember()) {
            // Openfire has updated a row that may not exist.
            stored.keep(property, named);
        }
        clearCaches();
        return place;
    }

    /** Somebody has named the plugin's class, and stored that. */
    private void named(Place place) {
        stored.replace(place.property(), place.ours(), former.get(place));
        if (lost.remove(place)) {
            log.info("The property {} names the plugin's provider again, which serves again", place.property());
            occupied.add(place);
        }
        if (occupied.contains(place) && !place.isOursInForce()) {
            announce(place);
        }
    }

    /** Openfire on this node has looked for the plugin's class where it is not: it is made to look again. */
    private void announce(Place place) {
        withLoader(() -> PropertyEventDispatcher.dispatchEvent(
                place.property(), PropertyEventDispatcher.EventType.property_set, Map.of("value", place.ours())));
        clearCaches();
    }

    /** As if another node had set the property: it is set in this one's memory. */
    private void set(Place place, String className) {
        withLoader(PropertyClusterEventTask.createPutTask(place.property(), className, false));
    }

    private void unset(Place place) {
        withLoader(PropertyClusterEventTask.createDeleteTask(place.property()));
    }

    /** Runs something with the plugin's class loader as the thread's, and does not hear of what that sets. */
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
