package net.xcauth.bridge.ejabberd;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.xcauth.bridge.ejabberd.Ejabberd.GroupInfo;
import net.xcauth.bridge.ejabberd.Ejabberd.Member;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.user.LocalParts;

/**
 * Compares the groups of one host in ejabberd with the directory's, as it is now. Nothing is changed. Thread-safe.
 *
 * <p>A group that ejabberd has under an earlier id, of a former release or of the Python program, keeps it while nothing about the
 * group but its members changes: a new one would be pushed to everybody. Otherwise one of the present id replaces it.
 */
final class Comparison {
    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final Set<String> pythonGroups;
    private final Set<String> listed;
    private final GroupIds ids;
    private final Set<String> earlier = new HashSet<>();
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    private final Map<String, String> inUse = new ConcurrentHashMap<>();

    /**
     * @param directory    what is wanted
     * @param pythonGroups the ids of groups that the Python program has created
     * @param listed       the ids that ejabberd had when it was last asked for all: among these, earlier ones are looked for
     */
    Comparison(
            Ejabberd ejabberd, String host, RosterDirectory directory, Set<String> pythonGroups, Set<String> listed) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.pythonGroups = pythonGroups;
        this.listed = listed;
        ids = new GroupIds(directory.groupIds());
        directory.groupIds().forEach(group -> earlier.addAll(earlier(group)));
    }

    /** The groups that ejabberd had and the directory has not, by ids in ejabberd. */
    List<String> strays() {
        return listed.stream()
                .filter(id -> ids.group(id).isEmpty() && !earlier.contains(id))
                .toList();
    }

    /** The ids that releases before have given a group, and the Python program, of those that ejabberd had. */
    private Set<String> earlier(String group) {
        Set<String> candidates = new HashSet<>();
        candidates.add(group);
        directory
                .group(group)
                .map(wanted -> wanted.label().replace("@", ""))
                .filter(id -> pythonGroups.contains(id) && directory.group(id).isEmpty())
                .ifPresent(candidates::add);
        candidates.removeIf(id -> !listed.contains(id) || ids.group(id).isPresent() || id.equals(ids.id(group)));
        return candidates;
    }

    /** The id in ejabberd of a group of the directory, as it was when it was compared last. */
    String id(String group) {
        return inUse.getOrDefault(group, ids.id(group));
    }

    /** The ids in ejabberd of groups that are wanted, and that somebody else has created under the same name. */
    Set<String> foreign() {
        return Set.copyOf(foreign);
    }

    /** Compares a group of the directory, or one that it had; empty if it is somebody else's, or gone on both sides. */
    Optional<GroupPlan> compare(String group) throws EjabberdException {
        Optional<Group> wanted = directory.group(group);
        String id = ids.id(group);
        GroupInfo info = ejabberd.info(id, host);
        Map<String, GroupInfo> former = new HashMap<>();
        for (String old : earlier(group)) {
            GroupInfo there = ejabberd.info(old, host);
            if (there.exists()) {
                former.put(old, there);
            }
        }
        if (wanted.isEmpty()) {
            // Another group replaces it.
            former.keySet().removeAll(earlier);
        }
        Optional<String> somebodyElses = former.entrySet().stream()
                .filter(each -> !isOurs(each.getKey(), each.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> info.exists() && !isOurs(id, info) ? Optional.of(id) : Optional.empty());
        if (somebodyElses.isPresent()) {
            if (wanted.isPresent()) {
                foreign.add(somebodyElses.get());
            }
            return Optional.empty();
        }
        if (wanted.isEmpty()) {
            // A group that is gone has one id in ejabberd; further ones are strays when all are compared.
            return !former.isEmpty()
                    ? deletion(former.keySet().iterator().next())
                    : info.exists() ? deletion(id) : Optional.empty();
        }
        Optional<String> stays = info.exists()
                ? Optional.empty()
                : former.entrySet().stream()
                        .filter(each -> each.getValue()
                                .isAsCreated(each.getKey(), wanted.get().label(), group))
                        .map(Map.Entry::getKey)
                        .findFirst();
        String used = stays.orElse(id);
        inUse.put(group, used);
        stays.ifPresent(former::remove);
        return Optional.of(plan(wanted.get(), used, info, stays.isPresent(), former.keySet()));
    }

    private GroupPlan plan(Group wanted, String id, GroupInfo info, boolean stays, Set<String> former)
            throws EjabberdException {
        // Of a new name ejabberd tells those who are online only with each member that joins.
        boolean renamed = !stays && info.exists() && !wanted.label().equals(info.label());
        Set<String> there = new HashSet<>(ejabberd.members(id, host));
        Set<String> right = new HashSet<>();
        Set<Member> joining = new HashSet<>();
        wanted.members().forEach(user -> {
            right.add(user + '@' + host);
            if (renamed || !there.contains(user + '@' + host)) {
                joining.add(new Member(user, host));
            }
        });
        Set<Member> leaving = new HashSet<>();
        there.stream().filter(jid -> renamed || !right.contains(jid)).forEach(jid -> leaving.add(Member.of(jid)));
        Map<String, Set<Member>> replaced = new HashMap<>();
        for (String old : former) {
            Set<Member> others = new HashSet<>();
            for (String jid : ejabberd.members(old, host)) {
                there.add(jid);
                if (!right.contains(jid)) {
                    others.add(Member.of(jid));
                }
            }
            replaced.put(old, others);
        }
        boolean create = !stays && !info.isAsCreated(id, wanted.label(), wanted.id());
        return new GroupPlan(wanted.id(), id, Optional.of(wanted), create, joining, leaving, there, replaced);
    }

    /** Compares a group of ejabberd's that the directory does not have; empty if it is somebody else's, or gone. */
    Optional<GroupPlan> compareStray(String id) throws EjabberdException {
        GroupInfo info = ejabberd.info(id, host);
        return info.exists() && isOurs(id, info) ? deletion(id) : Optional.empty();
    }

    private boolean isOurs(String id, GroupInfo info) {
        return info.isOurs() || pythonGroups.contains(id) && info.isLikePythons(id);
    }

    private Optional<GroupPlan> deletion(String id) throws EjabberdException {
        Set<String> there = Set.copyOf(ejabberd.members(id, host));
        Set<Member> leaving = new HashSet<>();
        there.forEach(jid -> leaving.add(Member.of(jid)));
        return Optional.of(new GroupPlan(id, id, Optional.empty(), false, Set.of(), leaving, there, Map.of()));
    }

    /** Reads a group of this program's in ejabberd that the directory does not have; empty if it is another group. */
    Optional<Group> forgotten(String id) throws EjabberdException {
        GroupInfo info = ejabberd.info(id, host);
        if (!info.isOurs() || directory.group(info.group(id)).isPresent()) {
            return Optional.empty();
        }
        Set<String> members = new HashSet<>();
        ejabberd.members(id, host).stream()
                .map(Member::of)
                .filter(member -> member.host().equals(host))
                .forEach(member -> LocalParts.prepared(member.user()).ifPresent(members::add));
        return members.isEmpty()
                ? Optional.empty()
                : Optional.of(new Group(new GroupName(info.group(id), info.label()), members, Instant.EPOCH, 0));
    }
}
