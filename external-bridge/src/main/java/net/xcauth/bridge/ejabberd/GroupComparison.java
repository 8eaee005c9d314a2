package net.xcauth.bridge.ejabberd;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import net.xcauth.bridge.ejabberd.Ejabberd.GroupInfo;
import net.xcauth.bridge.ejabberd.Ejabberd.Member;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.user.LocalParts;

/**
 * Compares the groups of one host in ejabberd with the directory, without changing either. Thread-safe.
 *
 * <p>A group may still have an earlier id in ejabberd, given by a former release or by the Python program. It keeps
 * that id while only its members change, since a new group would be pushed to everybody. After any other change, a
 * group with the current id replaces it.
 */
final class GroupComparison {
    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final GroupIds ids;
    private final Set<String> pythonGroups;
    private final Set<String> listed;
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    private final Map<String, String> idsInUse = new ConcurrentHashMap<>();
    private Optional<Set<String>> earlierIds = Optional.empty();

    /**
     * @param ids          of the groups in the directory
     * @param pythonGroups the ids of groups that the Python program has created
     * @param listed       the ids of ejabberd's groups when last listed; earlier ids are looked for among these
     */
    GroupComparison(
            Ejabberd ejabberd,
            String host,
            RosterDirectory directory,
            GroupIds ids,
            Set<String> pythonGroups,
            Set<String> listed) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.ids = ids;
        this.pythonGroups = pythonGroups;
        this.listed = listed;
    }

    /**
     * Compares groups.
     *
     * @param groups ids in the directory
     * @param strays ids in ejabberd, see {@link #strays}
     * @throws EjabberdException if further calls would fail, too
     */
    List<GroupDiff> compare(Collection<String> groups, Collection<String> strays, ConcurrentCalls calls)
            throws EjabberdException {
        List<GroupDiff> diffs = calls.collect(groups, this::compare);
        // A group that the directory has just lost may be in both collections.
        Set<String> compared = diffs.stream().map(GroupDiff::id).collect(Collectors.toSet());
        diffs.addAll(calls.collect(
                strays.stream().filter(id -> !compared.contains(id)).toList(), this::compareStray));
        return diffs;
    }

    /** The ids of ejabberd's groups that the directory does not have. */
    List<String> strays() {
        Set<String> earlier = earlierIds();
        return listed.stream()
                .filter(id -> ids.group(id).isEmpty() && !earlier.contains(id))
                .toList();
    }

    private synchronized Set<String> earlierIds() {
        if (earlierIds.isEmpty()) {
            Set<String> all = new HashSet<>();
            directory.groupIds().forEach(group -> all.addAll(earlierIds(group)));
            earlierIds = Optional.of(all);
        }
        return earlierIds.get();
    }

    /** The ids among ejabberd's that former releases or the Python program have given to a group. */
    private Set<String> earlierIds(String group) {
        Set<String> candidates = new HashSet<>();
        candidates.add(group);
        directory
                .group(group)
                .map(target -> target.label().replace("@", ""))
                .filter(id -> pythonGroups.contains(id) && directory.group(id).isEmpty())
                .ifPresent(candidates::add);
        candidates.removeIf(id -> !listed.contains(id) || ids.group(id).isPresent() || id.equals(ids.id(group)));
        return candidates;
    }

    /** The id in ejabberd of a group of the directory, as the last comparison of it has found. */
    String id(String group) {
        return idsInUse.getOrDefault(group, ids.id(group));
    }

    /** The ids in ejabberd of groups with the name of one in the directory, but not created by this program. */
    Set<String> foreign() {
        return Set.copyOf(foreign);
    }

    /** Compares a group that the directory has or had; empty if it is foreign, or neither side has it. */
    private Optional<GroupDiff> compare(String group) throws EjabberdException {
        Optional<Group> target = directory.group(group);
        String id = ids.id(group);
        GroupInfo info = ejabberd.info(id, host);
        Map<String, GroupInfo> earlier = new HashMap<>();
        for (String earlierId : earlierIds(group)) {
            GroupInfo earlierInfo = ejabberd.info(earlierId, host);
            if (earlierInfo.exists()) {
                earlier.put(earlierId, earlierInfo);
            }
        }
        if (target.isEmpty()) {
            // Those that belong to another group of the directory are replaced by that one.
            earlier.keySet().removeAll(earlierIds());
        }
        Optional<String> foreignId = earlier.entrySet().stream()
                .filter(each -> !isOurs(each.getKey(), each.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .or(() -> info.exists() && !isOurs(id, info) ? Optional.of(id) : Optional.empty());
        if (foreignId.isPresent()) {
            if (target.isPresent()) {
                foreign.add(foreignId.get());
            }
            return Optional.empty();
        }
        if (target.isEmpty()) {
            // A group that is gone has one id in ejabberd; any others are strays in a comparison of all groups.
            return !earlier.isEmpty()
                    ? deletion(earlier.keySet().iterator().next())
                    : info.exists() ? deletion(id) : Optional.empty();
        }
        Optional<String> kept = info.exists()
                ? Optional.empty()
                : earlier.entrySet().stream()
                        .filter(each -> each.getValue()
                                .isAsCreated(each.getKey(), target.get().label(), group))
                        .map(Map.Entry::getKey)
                        .findFirst();
        String idInUse = kept.orElse(id);
        idsInUse.put(group, idInUse);
        kept.ifPresent(earlier::remove);
        return Optional.of(update(target.get(), idInUse, info, kept.isPresent(), earlier.keySet()));
    }

    private GroupDiff update(Group target, String id, GroupInfo info, boolean keepsEarlierId, Set<String> replacedIds)
            throws EjabberdException {
        // ejabberd tells users who are online about a new name only with each member that joins.
        boolean renamed = !keepsEarlierId && info.exists() && !target.label().equals(info.label());
        Set<String> members = new HashSet<>(ejabberd.members(id, host));
        Set<String> targetMembers = new HashSet<>();
        Set<Member> joining = new HashSet<>();
        target.members().forEach(user -> {
            targetMembers.add(user + '@' + host);
            if (renamed || !members.contains(user + '@' + host)) {
                joining.add(new Member(user, host));
            }
        });
        Set<Member> leaving = new HashSet<>();
        members.stream()
                .filter(jid -> renamed || !targetMembers.contains(jid))
                .forEach(jid -> leaving.add(Member.of(jid)));
        Map<String, Set<Member>> replaced = new HashMap<>();
        for (String replacedId : replacedIds) {
            Set<Member> others = new HashSet<>();
            for (String jid : ejabberd.members(replacedId, host)) {
                members.add(jid);
                if (!targetMembers.contains(jid)) {
                    others.add(Member.of(jid));
                }
            }
            replaced.put(replacedId, others);
        }
        boolean create = !keepsEarlierId && !info.isAsCreated(id, target.label(), target.id());
        return new GroupDiff(target.id(), id, Optional.of(target), create, joining, leaving, members, replaced);
    }

    /** Compares a group of ejabberd that the directory does not have; empty if it is foreign, or gone. */
    private Optional<GroupDiff> compareStray(String id) throws EjabberdException {
        GroupInfo info = ejabberd.info(id, host);
        return info.exists() && isOurs(id, info) ? deletion(id) : Optional.empty();
    }

    private boolean isOurs(String id, GroupInfo info) {
        return info.isOurs() || pythonGroups.contains(id) && info.isLikePythons(id);
    }

    private Optional<GroupDiff> deletion(String id) throws EjabberdException {
        Set<String> members = Set.copyOf(ejabberd.members(id, host));
        Set<Member> leaving = members.stream().map(Member::of).collect(Collectors.toSet());
        return Optional.of(new GroupDiff(id, id, Optional.empty(), false, Set.of(), leaving, members, Map.of()));
    }

    /**
     * Reads the groups that this program has created in ejabberd and that the directory does not have.
     *
     * @throws EjabberdException if further calls would fail, too
     */
    Collection<Group> unknownGroups(ConcurrentCalls calls) throws EjabberdException {
        Map<String, Group> groups = new HashMap<>();
        calls.collect(strays(), this::unknownGroup)
                .forEach(group -> groups.merge(
                        group.id(),
                        group,
                        (one, other) -> one.members().size() >= other.members().size() ? one : other));
        return groups.values();
    }

    private Optional<Group> unknownGroup(String id) throws EjabberdException {
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
