package net.xcauth.openfire.provider;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.RosterDirectory;
import org.jivesoftware.openfire.group.GroupProvider;

/**
 * The cloud's groups under the names that they have in Openfire, and with whom they are shared. A local group keeps its
 * name; a cloud group of the same name gets another one.
 */
public final class CloudGroups {
    /** The longest name that fits in Openfire's tables. */
    private static final int LONGEST_NAME = 50;

    private static final String SUFFIX = " (Nextcloud)";
    /** The longest delay until a change that bypasses the plugin, for instance on another node, takes effect. */
    private static final Duration CACHED = Duration.ofSeconds(10);
    /** The key of caches that have a single entry. */
    private static final String ONLY = "";

    private final RosterDirectory directory;
    private final GroupProvider local;
    private final SharingStore sharing;
    private final LoadingCache<String, LocalNames> localNames = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(CACHED)
            .build(only -> readLocalNames());
    private final LoadingCache<String, Map<String, Map<String, String>>> changedSharing = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(CACHED)
            .build(only -> readSharing());

    /**
     * Local groups, and the aliases of cloud groups with the same names.
     *
     * @param names      of local groups
     * @param idsByAlias the ids of cloud groups by alias
     */
    private record LocalNames(Set<String> names, Map<String, String> idsByAlias) {}

    /**
     * @param local   the provider of local groups
     * @param sharing changes by administrators
     */
    public CloudGroups(RosterDirectory directory, GroupProvider local, SharingStore sharing) {
        this.directory = directory;
        this.local = local;
        this.sharing = sharing;
    }

    /** The names of local groups. */
    Set<String> local() {
        return localNames.get(ONLY).names;
    }

    /** True if there is a local group of this name. */
    public boolean isLocal(String name) {
        return local().contains(name);
    }

    /** The names of all cloud groups, in order. */
    Set<String> all() {
        return names(directory.groupIds());
    }

    /** The names of a user's cloud groups. */
    Set<String> of(String user) {
        return names(directory.groupsOf(user));
    }

    private Set<String> names(Set<String> ids) {
        Set<String> names = new TreeSet<>();
        ids.forEach(id -> names.add(name(id)));
        return names;
    }

    /** A cloud group's name in Openfire: its id, or an alias if there is a local group of that name. */
    public String name(String id) {
        return local().contains(id) ? alias(id) : id;
    }

    /** The cloud group of this name; empty if it is local, or there is none. */
    public Optional<Group> find(String name) {
        LocalNames names = localNames.get(ONLY);
        if (names.names.contains(name)) {
            return Optional.empty();
        }
        return directory.group(names.idsByAlias.getOrDefault(name, name));
    }

    /** A group's {@code sharedRoster.…} properties; for local groups, the stored ones. */
    public Map<String, String> sharing(String name) {
        return find(name).map(this::sharing).orElseGet(() -> changed(name));
    }

    /** A cloud group's {@code sharedRoster.…} properties, also after it was deleted. */
    public Map<String, String> sharing(Group group) {
        Map<String, String> all = new HashMap<>(defaultSharing(group));
        all.putAll(changed(name(group.id())));
        return all;
    }

    /** The properties of a group that administrators have set. */
    Map<String, String> changed(String name) {
        return changedSharing.get(ONLY).getOrDefault(name, Map.of());
    }

    /** The groups whose properties administrators have set: only these can be visible to users outside them. */
    public List<String> changedNames() {
        return changedSharing.get(ONLY).keySet().stream()
                .filter(name -> local().contains(name) || find(name).isPresent())
                .toList();
    }

    /** The default: shared among its members, under its display name. */
    static Map<String, String> defaultSharing(Group group) {
        return Map.of(
                Sharing.SHOW,
                Sharing.MEMBERS,
                Sharing.DISPLAY_NAME,
                group.name().text(),
                Sharing.GROUP_LIST,
                "");
    }

    /** Invalidates cached sharing, including a result that is just being read, since it may be outdated already. */
    public void forgetSharing() {
        // invalidateAll() would keep an entry that is being loaded.
        changedSharing.invalidate(ONLY);
    }

    /** Invalidates the cached names after a local group was created, renamed or deleted. */
    void forgetLocal() {
        localNames.invalidate(ONLY);
    }

    SharingStore store() {
        return sharing;
    }

    private Map<String, Map<String, String>> readSharing() {
        return sharing.all();
    }

    private LocalNames readLocalNames() {
        Set<String> names = Set.copyOf(new HashSet<>(local.getGroupNames()));
        Map<String, String> ids = new HashMap<>();
        names.forEach(name -> ids.put(alias(name), name));
        return new LocalNames(names, Map.copyOf(ids));
    }

    private static String alias(String id) {
        int end = Math.min(id.length(), LONGEST_NAME - SUFFIX.length());
        if (end < id.length() && Character.isHighSurrogate(id.charAt(end - 1))) {
            end--;
        }
        return id.substring(0, end) + SUFFIX;
    }
}
