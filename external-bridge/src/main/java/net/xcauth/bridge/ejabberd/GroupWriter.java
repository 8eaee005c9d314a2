package net.xcauth.bridge.ejabberd;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import net.xcauth.bridge.ejabberd.ConcurrentCalls.Call;
import net.xcauth.bridge.ejabberd.Ejabberd.Member;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.bridge.ejabberd.SyncCounts.Change;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.RosterDirectory;

/**
 * Changes groups of one host in ejabberd as their diffs say. Each changed group is read again afterwards, since
 * ejabberd reports success for some commands that change nothing.
 */
final class GroupWriter {
    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final GroupComparison comparison;
    private final ConcurrentCalls calls;
    private final SyncCounts counts;

    /**
     * @param comparison that the diffs come from
     * @param calls      records failures by group: see {@link GroupDiff#group}
     * @param counts     incremented by each change
     */
    GroupWriter(
            Ejabberd ejabberd,
            String host,
            RosterDirectory directory,
            GroupComparison comparison,
            ConcurrentCalls calls,
            SyncCounts counts) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.comparison = comparison;
        this.calls = calls;
        this.counts = counts;
    }

    /** A user in a group of the directory. */
    private record Membership(Member member, String group) {}

    /**
     * Applies diffs. First members leave: what ejabberd then tells users who are online hides these members even from
     * users with whom they share another group. After that, members join. A group that replaces another gets all its
     * members before the other is deleted, which ejabberd announces to nobody: users who are online notice nothing.
     *
     * @throws EjabberdException if further calls would fail, too; what has been done remains done
     */
    void apply(List<GroupDiff> diffs) throws EjabberdException {
        calls.each(diffs, GroupDiff::group, diff -> {
            oneByOne(diff.leaving(), Change.REMOVED, member -> ejabberd.remove(member, diff.id(), host));
            for (Map.Entry<String, Set<Member>> old : diff.replaced().entrySet()) {
                oneByOne(old.getValue(), Change.REMOVED, member -> ejabberd.remove(member, old.getKey(), host));
            }
        });
        calls.each(
                hiddenMembers(diffs).entrySet(),
                Map.Entry::getKey,
                hidden -> oneByOne(
                        hidden.getValue(), Change.SHOWN, member -> showAgain(member, comparison.id(hidden.getKey()))));
        calls.each(remaining(diffs, GroupDiff::create), GroupDiff::group, diff -> {
            ejabberd.create(diff.id(), host, diff.target().orElseThrow().label(), diff.group());
            counts.increment(Change.CREATED);
        });
        calls.each(
                remaining(diffs, diff -> !diff.joining().isEmpty()),
                GroupDiff::group,
                diff -> oneByOne(diff.joining(), Change.ADDED, member -> ejabberd.add(member, diff.id(), host)));
        calls.each(remaining(diffs, diff -> !diff.isEmpty()), GroupDiff::group, this::finish);
    }

    /** The diffs that match and have not failed. */
    private List<GroupDiff> remaining(List<GroupDiff> diffs, Predicate<GroupDiff> which) {
        return diffs.stream()
                .filter(diff -> !calls.failures().containsKey(diff.group()) && which.test(diff))
                .toList();
    }

    /**
     * Changes members of a group one at a time: otherwise ejabberd would not tell them of each other. A failure with
     * one member does not stop the others.
     */
    private void oneByOne(Set<Member> members, Change change, Call<Member> call) throws EjabberdException {
        Optional<EjabberdException> failure = Optional.empty();
        for (Member member : members) {
            try {
                calls.check();
                call.run(member);
                counts.increment(change);
            } catch (EjabberdException e) {
                if (e.kind() != Kind.FAILED) {
                    throw e;
                }
                failure = failure.or(() -> Optional.of(e));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Removes and adds a member: if only added again, ejabberd would show users themselves in their rosters. */
    private void showAgain(Member member, String id) throws EjabberdException {
        ejabberd.remove(member, id, host);
        ejabberd.add(member, id, host);
    }

    /**
     * The members that ejabberd has just hidden from users with whom they still share a group, by that group of the
     * directory. They have to be shown again.
     */
    private Map<String, Set<Member>> hiddenMembers(List<GroupDiff> diffs) {
        Map<String, Set<Member>> hidden = new HashMap<>();
        Set<Membership> joining = new HashSet<>();
        diffs.forEach(diff -> diff.joining().forEach(member -> joining.add(new Membership(member, diff.group()))));
        for (GroupDiff diff : diffs) {
            Set<Member> left = new HashSet<>(diff.leaving());
            diff.replaced().values().forEach(left::addAll);
            for (Member member : left) {
                for (String other : directory.groupsOf(member.user())) {
                    if (member.host().equals(host)
                            && !other.equals(diff.group())
                            && !comparison.foreign().contains(comparison.id(other))
                            && !joining.contains(new Membership(member, other))
                            && directory
                                    .group(other)
                                    .filter(group -> sharesWith(group, member, diff.members()))
                                    .isPresent()) {
                        hidden.computeIfAbsent(other, absent -> new HashSet<>()).add(member);
                    }
                }
            }
        }
        return hidden;
    }

    private boolean sharesWith(Group group, Member member, Set<String> jids) {
        return group.members().stream()
                .anyMatch(user -> !user.equals(member.user()) && jids.contains(user + '@' + host));
    }

    /** Verifies the group, then deletes those that it replaces; or deletes the group itself. */
    private void finish(GroupDiff diff) throws EjabberdException {
        if (diff.target().isPresent()) {
            verify(diff, diff.target().get());
            for (String old : diff.replaced().keySet()) {
                ejabberd.delete(old, host);
                counts.increment(Change.REPLACED);
            }
        } else {
            ejabberd.delete(diff.id(), host);
            if (ejabberd.info(diff.id(), host).exists()) {
                throw notDone("srg_delete", diff.id(), "the group still exists");
            }
            counts.increment(Change.DELETED);
        }
    }

    private void verify(GroupDiff diff, Group target) throws EjabberdException {
        if (diff.create() && !ejabberd.info(diff.id(), host).isAsCreated(diff.id(), target.label(), diff.group())) {
            throw notDone("srg_create", diff.id(), "the group does not exist, or has other properties");
        }
        Set<String> members = new HashSet<>(ejabberd.members(diff.id(), host));
        Set<String> missing = new HashSet<>();
        target.members().forEach(user -> missing.add(user + '@' + host));
        Set<String> surplus = new HashSet<>(members);
        surplus.removeAll(missing);
        missing.removeAll(members);
        if (!missing.isEmpty()) {
            throw notDone("srg_user_add", diff.id(), "the group lacks " + missing);
        }
        if (!surplus.isEmpty()) {
            throw notDone("srg_user_del", diff.id(), "the group still has " + surplus);
        }
    }

    private EjabberdException notDone(String command, String id, String actual) {
        return new EjabberdException(
                Kind.FAILED,
                ejabberd.name() + " reports success for " + command + " of the group \"" + id + "\" of " + host
                        + ", but " + actual + "; see ejabberd's log");
    }
}
