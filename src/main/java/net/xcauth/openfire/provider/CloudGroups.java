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
 * name; the cloud's of the same name is called otherwise.
 */
public final class CloudGroups {
    /** Openfire's tables allow no longer names. */
    private static final int LONGEST_NAME = 50;

    private static final String SUFFIX = " (Nextcloud)";
    /** What is changed behind the plugin's back, on another node for instance, is noticed after this. */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private static final String ONLY = "";

    private final RosterDirectory directory;
    private final GroupProvider local;
    private final SharingStore sharing;
    private final LoadingCache<String, LocalNames> localNames = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(REMEMBERED)
            .build(only -> readLocalNames());
    private final LoadingCache<String, Map<String, Map<String, String>>> changedSharing = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(REMEMBERED)
            .build(only -> readSharing());

    /**
     * Local groups, and what cloud groups of the same names are called.
     *
     * @param names of local groups
     */
    private record LocalNames(Set<String> names, Map<String, String> idsByAlias) {}

    /**
     * @param local   who serves local groups
     * @param sharing what administrators have changed of the sharing of groups
     */
    public CloudGroups(RosterDirectory directory, GroupProvider local, SharingStore sharing) {
        this.directory = directory;
        this.local = local;
        this.sharing = sharing;
    }

    /** Names of local groups. */
    Set<String> local() {
        return localNames.get(ONLY).names;
    }

    /** Whether a group of this name is Openfire's own. */
    public boolean isLocal(String name) {
        return local().contains(name);
    }

    /** Names of all cloud groups, in order. */
    Set<String> all() {
        return names(directory.groupIds());
    }

    /** Names of the cloud groups that a user is in. */
    Set<String> of(String user) {
        return names(directory.groupsOf(user));
    }

    private Set<String> names(Set<String> ids) {
        Set<String> names = new TreeSet<>();
        ids.forEach(id -> names.add(name(id)));
        return names;
    }

    /** The name in Openfire of a cloud group. */
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

    /** How a group is shared: {@code sharedRoster.…} properties, of local groups as they are stored. */
    public Map<String, String> sharing(String name) {
        return find(name).map(this::sharing).orElseGet(() -> changed(name));
    }

    /** How a cloud group is shared, or was before it was gone. */
    public Map<String, String> sharing(Group group) {
        Map<String, String> all = new HashMap<>(standardSharing(group));
        all.putAll(changed(name(group.id())));
        return all;
    }

    /** What administrators have changed of a group, or added. */
    Map<String, String> changed(String name) {
        return changedSharing.get(ONLY).getOrDefault(name, Map.of());
    }

    /** Groups of which administrators have changed something: only these are seen by others than their members. */
    public List<String> changedNames() {
        return changedSharing.get(ONLY).keySet().stream()
                .filter(name -> local().contains(name) || find(name).isPresent())
                .toList();
    }

    /** Among its members, under its display name. */
    static Map<String, String> standardSharing(Group group) {
        return Map.of(
                Sharing.SHOW,
                Sharing.MEMBERS,
                Sharing.DISPLAY_NAME,
                group.name().text(),
                Sharing.GROUP_LIST,
                "");
    }

    /** Something of the sharing has changed. What is just being read may be what was before, and is forgotten as well. */
    public void forgetSharing() {
        // To invalidate all would leave what is just being read.
        changedSharing.invalidate(ONLY);
    }

    /** A local group was created, renamed or deleted. */
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
