package net.xcauth.openfire.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jivesoftware.openfire.group.AbstractGroupProvider;
import org.jivesoftware.openfire.group.Group;
import org.jivesoftware.openfire.group.GroupAlreadyExistsException;
import org.jivesoftware.openfire.group.GroupNotFoundException;
import org.jivesoftware.openfire.group.GroupProvider;
import org.jivesoftware.util.PersistableMap;
import org.jivesoftware.util.cache.CacheFactory;
import org.xmpp.packet.JID;

/**
 * Cloud groups that rosters have shown, and local groups. Answers about cloud groups come from memory; local groups can
 * be changed as far as their own provider allows.
 */
public final class CloudGroupProvider extends AbstractGroupProvider {
    private static final String DESCRIPTION = "Nextcloud";

    @Override
    public Group getGroup(String name) throws GroupNotFoundException {
        Backend backend = Backend.current()
                .orElseThrow(() -> new GroupNotFoundException("The plugin Nextcloud Authentication is not active"));
        net.xcauth.core.roster.Group cloud = backend.groups().find(name).orElse(null);
        if (cloud == null) {
            return backend.original().group().getGroup(name);
        }
        List<JID> members =
                cloud.members().stream().map(user -> jid(user, backend)).toList();
        return new Group(name, DESCRIPTION, members, List.of());
    }

    /** Skips stringprep: the name is prepared already, and preparing it again would cost more than everything else. */
    private static JID jid(String user, Backend backend) {
        return new JID(user, backend.domain(), null, true);
    }

    @Override
    public int getGroupCount() {
        return names().size();
    }

    @Override
    public Collection<String> getGroupNames() {
        return names();
    }

    @Override
    public Collection<String> getGroupNames(int startIndex, int numResults) {
        return page(names(), startIndex, numResults);
    }

    @Override
    public Collection<String> getGroupNames(JID user) {
        Backend backend = Backend.required();
        Set<String> names = new TreeSet<>(backend.original().group().getGroupNames(user));
        if (isOurs(user, backend)) {
            names.addAll(backend.groups().of(user.getNode()));
        }
        return new ArrayList<>(names);
    }

    private static boolean isOurs(JID user, Backend backend) {
        return user.getNode() != null && backend.domain().equals(user.getDomain());
    }

    private static List<String> names() {
        Backend backend = Backend.required();
        Set<String> names = new TreeSet<>(backend.groups().all());
        names.addAll(backend.groups().local());
        return new ArrayList<>(names);
    }

    private static List<String> page(List<String> names, int start, int most) {
        return new ArrayList<>(names.stream().skip(start).limit(most).toList());
    }

    @Override
    public boolean isSearchSupported() {
        return true;
    }

    @Override
    public Collection<String> search(String query) {
        return search(query, 0, Integer.MAX_VALUE);
    }

    @Override
    public Collection<String> search(String query, int startIndex, int numResults) {
        if (query == null || query.isEmpty()) {
            return new ArrayList<>();
        }
        return page(names().stream().filter(CloudUserProvider.pattern(query)).toList(), startIndex, numResults);
    }

    @Override
    public Collection<String> search(String key, String value) {
        return sharedAs(
                Backend.required(),
                group -> value.equals(Backend.required().groups().sharing(group).get(key)));
    }

    @Override
    public Collection<String> getSharedGroupNames() {
        Backend backend = Backend.required();
        return sharedAs(backend, group -> {
            String show = backend.groups().sharing(group).getOrDefault(Sharing.SHOW, Sharing.NOBODY);
            return !show.equals(Sharing.NOBODY) && !show.isEmpty();
        });
    }

    /** Overrides a method of Openfire 5, which calls it before anything else about sharing. */
    public boolean hasSharedGroups() {
        return !getSharedGroupNames().isEmpty();
    }

    @Override
    public Collection<String> getPublicSharedGroupNames() {
        Backend backend = Backend.required();
        return changed(backend, properties -> Sharing.EVERYBODY.equals(properties.get(Sharing.SHOW)));
    }

    @Override
    public Collection<String> getVisibleGroupNames(String userGroup) {
        Backend backend = Backend.required();
        return changed(backend, properties -> Sharing.groupList(properties).contains(userGroup));
    }

    private static List<String> changed(Backend backend, Predicate<Map<String, String>> condition) {
        return new ArrayList<>(backend.groups().changedNames().stream()
                .filter(group -> condition.test(backend.groups().changed(group)))
                .toList());
    }

    @Override
    public Collection<String> getSharedGroupNames(JID user) {
        Set<String> names = new TreeSet<>(getGroupNames(user));
        List.copyOf(names).forEach(group -> names.addAll(getVisibleGroupNames(group)));
        names.addAll(getPublicSharedGroupNames());
        return new ArrayList<>(names);
    }

    private static List<String> sharedAs(Backend backend, Predicate<String> condition) {
        return new ArrayList<>(Stream.concat(backend.groups().all().stream(), backend.groups().local().stream())
                .distinct()
                .filter(condition)
                .toList());
    }

    @Override
    public PersistableMap<String, String> loadProperties(Group group) {
        CloudGroups groups = Backend.required().groups();
        return groups.find(group.getName()).isPresent()
                ? new CloudGroupProperties(group, groups)
                : super.loadProperties(group);
    }

    /** True on a console page about a cloud group; otherwise what the provider of local groups says. */
    @Override
    public boolean isReadOnly() {
        Backend backend = Backend.current().orElse(null);
        return backend == null
                || backend.original().group().isReadOnly()
                || PageSubject.current()
                        .flatMap(PageSubject::group)
                        .flatMap(backend.groups()::find)
                        .isPresent();
    }

    @Override
    public Group createGroup(String name) throws GroupAlreadyExistsException {
        Backend backend = Backend.required();
        if (backend.groups().find(name).isPresent()) {
            throw new GroupAlreadyExistsException(name + " is a Nextcloud group");
        }
        try {
            return backend.original().group().createGroup(name);
        } finally {
            backend.groups().forgetLocal();
        }
    }

    @Override
    public void deleteGroup(String name) {
        Backend backend = Backend.required();
        try {
            local(backend, name).deleteGroup(name);
        } finally {
            backend.groups().forgetLocal();
        }
    }

    @Override
    public void setName(String oldName, String newName) throws GroupAlreadyExistsException {
        Backend backend = Backend.required();
        if (backend.groups().find(newName).isPresent()) {
            throw new GroupAlreadyExistsException(newName + " is a Nextcloud group");
        }
        try {
            local(backend, oldName).setName(oldName, newName);
        } finally {
            backend.groups().forgetLocal();
        }
    }

    @Override
    public void setDescription(String name, String description) throws GroupNotFoundException {
        local(Backend.required(), name).setDescription(name, description);
    }

    @Override
    public void addMember(String name, JID user, boolean administrator) {
        local(Backend.required(), name).addMember(name, user, administrator);
    }

    @Override
    public void updateMember(String name, JID user, boolean administrator) {
        local(Backend.required(), name).updateMember(name, user, administrator);
    }

    @Override
    public void deleteMember(String name, JID user) {
        local(Backend.required(), name).deleteMember(name, user);
    }

    /**
     * The provider of a local group.
     *
     * @throws UnsupportedOperationException if it is a cloud group
     */
    private static GroupProvider local(Backend backend, String name) {
        if (backend.groups().find(name).isPresent()) {
            // Openfire has already changed its cached group.
            CacheFactory.createCache("Group").remove(name);
            throw new UnsupportedOperationException("The group " + name + " is managed in Nextcloud");
        }
        return backend.original().group();
    }
}
