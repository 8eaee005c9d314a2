package net.xcauth.bridge.ejabberd;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import net.xcauth.bridge.ejabberd.Ejabberd.GroupInfo;
import net.xcauth.bridge.ejabberd.Ejabberd.Member;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.bridge.ejabberd.Tally.Work;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.GroupName;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.user.LocalParts;

/**
 * Brings some groups and full names of one host in ejabberd up to date. What ejabberd has of a group is read before it
 * is changed, so whatever happened before, what is missing is done, and nothing twice.
 */
final class Round {
    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final Predicate<String> madeByPython;
    private final ExecutorService callers;
    private final Tally tally = new Tally();
    private final Map<String, String> named = new HashMap<>();
    private final Set<String> foreign = new HashSet<>();
    private final Map<String, EjabberdException> failedGroups = new HashMap<>();
    private final Map<String, EjabberdException> failedNames = new HashMap<>();
    /** Why nothing more can be done; null as long as it can. */
    private volatile EjabberdException end;

    /**
     * @param directory    what is wanted
     * @param madeByPython the groups, by id, that the Python program has made
     * @param callers      as many threads as may call at a time
     */
    Round(Ejabberd ejabberd, String host, RosterDirectory directory, Predicate<String> madeByPython,
          ExecutorService callers) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.madeByPython = madeByPython;
        this.callers = callers;
    }

    /** What is to be done with a group. */
    private record Plan(String id, Optional<Group> wanted, boolean make, Set<Member> joining, Set<Member> leaving,
                        Set<String> before) {
    }

    /** One user in one group. */
    private record Membership(Member member, String group) {
    }

    /** A command. */
    @FunctionalInterface
    private interface Call<T> {
        void run(T item) throws EjabberdException;
    }

    /**
     * Does it all. First the names, since they are shown with members; then members leave, since what ejabberd then
     * tells those who are online hides them, even from whom they still share a group with; then they join.
     *
     * @param groups    ids
     * @param fullNames by user
     * @throws EjabberdException if other commands would fail too; what was done stays done
     */
    void perform(Collection<String> groups, Map<String, String> fullNames) throws EjabberdException {
        each(fullNames.keySet(), failedNames, user -> user, user -> {
            ejabberd.setFullName(user, host, fullNames.get(user));
            tally.did(Work.NAMED);
            synchronized (named) {
                named.put(user, fullNames.get(user));
            }
        });
        List<Plan> plans = new ArrayList<>();
        each(groups, failedGroups, group -> group, group -> look(group).ifPresent(plan -> {
            synchronized (plans) {
                plans.add(plan);
            }
        }));
        each(plans, failedGroups, Plan::id, plan -> oneByOne(plan.leaving, Work.REMOVED,
                member -> ejabberd.remove(member, plan.id, host)));
        each(hidden(plans).entrySet(), failedGroups, Map.Entry::getKey, staying -> oneByOne(staying.getValue(), Work.SHOWN,
                member -> showAgain(member, staying.getKey())));
        each(plans.stream().filter(plan -> plan.make).toList(), failedGroups, Plan::id, plan -> {
            ejabberd.create(plan.id, host, plan.wanted.orElseThrow().label());
            tally.did(Work.CREATED);
        });
        each(plans.stream().filter(plan -> !failedGroups.containsKey(plan.id)).toList(), failedGroups, Plan::id,
                plan -> oneByOne(plan.joining, Work.ADDED, member -> ejabberd.add(member, plan.id, host)));
        each(plans.stream().filter(plan -> plan.wanted.isEmpty() && !failedGroups.containsKey(plan.id)).toList(),
                failedGroups, Plan::id, plan -> {
                    ejabberd.delete(plan.id, host);
                    tally.did(Work.DELETED);
                });
    }

    /**
     * Never two members of a group at a time: ejabberd would not tell them of each other. One who cannot be a member must
     * not keep the others out.
     */
    private void oneByOne(Set<Member> members, Work work, Call<Member> call) throws EjabberdException {
        EjabberdException first = null;
        for (Member member : members) {
            try {
                goOn();
                call.run(member);
                tally.did(work);
            } catch (EjabberdException e) {
                if (e.kind() != Kind.FAILED) {
                    throw e;
                }
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** @throws EjabberdException if there is no sense in it any more */
    private void goOn() throws EjabberdException {
        if (end != null) {
            throw end;
        }
    }

    /** Compares what ejabberd has with what is wanted. Empty if the group is somebody else's, or is gone already. */
    private Optional<Plan> look(String id) throws EjabberdException {
        Optional<Group> wanted = directory.group(id);
        GroupInfo info = ejabberd.info(id, host);
        boolean ours = info.isOurs() || madeByPython.test(id) && info.isLikePythons(id);
        if (info.exists() && !ours) {
            if (wanted.isPresent()) {
                synchronized (foreign) {
                    foreign.add(id);
                }
            }
            return Optional.empty();
        }
        if (!info.exists() && wanted.isEmpty()) {
            return Optional.empty();
        }
        // Of a new name ejabberd tells those who are online only with each member that joins.
        boolean renamed = info.exists() && wanted.filter(group -> !group.label().equals(info.label())).isPresent();
        Set<String> there = new HashSet<>(ejabberd.members(id, host));
        Set<String> right = new HashSet<>();
        Set<Member> joining = new HashSet<>();
        wanted.map(Group::members).orElse(Set.of()).forEach(user -> {
            right.add(user + '@' + host);
            if (renamed || !there.contains(user + '@' + host)) {
                joining.add(new Member(user, host));
            }
        });
        Set<Member> leaving = new HashSet<>();
        there.stream().filter(jid -> renamed || !right.contains(jid)).forEach(jid -> leaving.add(Member.of(jid)));
        boolean make = wanted.isPresent() && !info.isAsMade(id, wanted.get().label());
        return Optional.of(new Plan(id, wanted, make, joining, leaving, there));
    }

    /** Told of somebody who is a member already, ejabberd would show users themselves. */
    private void showAgain(Member member, String group) throws EjabberdException {
        ejabberd.remove(member, group, host);
        ejabberd.add(member, group, host);
    }

    /**
     * Whom ejabberd has just hidden from others that they still share a group with, by that group: being told of again,
     * they show again.
     */
    private Map<String, Set<Member>> hidden(List<Plan> plans) {
        Map<String, Set<Member>> hidden = new HashMap<>();
        Set<Membership> toldAnyway = new HashSet<>();
        plans.forEach(plan -> plan.joining.forEach(member -> toldAnyway.add(new Membership(member, plan.id))));
        for (Plan plan : plans) {
            for (Member member : plan.leaving) {
                for (String other : directory.groupsOf(member.user())) {
                    if (member.host().equals(host) && !other.equals(plan.id) && !foreign.contains(other)
                            && !toldAnyway.contains(new Membership(member, other)) && directory.group(other)
                            .filter(group -> sharesWith(group, member, plan.before)).isPresent()) {
                        hidden.computeIfAbsent(other, absent -> new HashSet<>()).add(member);
                    }
                }
            }
        }
        return hidden;
    }

    private boolean sharesWith(Group group, Member member, Set<String> jids) {
        return group.members().stream().anyMatch(user -> !user.equals(member.user())
                && jids.contains(user + '@' + host));
    }

    /** Calls for each, several at a time. One that fails is noted, and the others go on, unless they would fail too. */
    private <T> void each(Collection<T> items, Map<String, EjabberdException> failures, Function<T, String> key,
                          Call<T> call) throws EjabberdException {
        List<Future<?>> calls = new ArrayList<>();
        for (T item : items) {
            calls.add(callers.submit(() -> {
                try {
                    goOn();
                    call.run(item);
                } catch (EjabberdException e) {
                    note(failures, key.apply(item), e);
                }
            }));
        }
        for (Future<?> started : calls) {
            await(started);
        }
        goOn();
    }

    private void note(Map<String, EjabberdException> failures, String key, EjabberdException failure) {
        if (failure.kind() == Kind.FAILED) {
            synchronized (failures) {
                failures.putIfAbsent(key, failure);
            }
        } else {
            end = failure;
        }
    }

    private static void await(Future<?> call) throws EjabberdException {
        try {
            call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EjabberdException(Kind.UNREACHABLE, "xcauth ends before all is done; it goes on at the next start",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What was done. */
    Tally tally() {
        return tally;
    }

    /** The full names that were set, by user; also after an exception. */
    Map<String, String> named() {
        synchronized (named) {
            return Map.copyOf(named);
        }
    }

    /** The groups that are wanted, and that somebody else has made under the same name. */
    Set<String> foreign() {
        return foreign;
    }

    /** Why something could not be done of these groups. */
    Map<String, EjabberdException> failedGroups() {
        return failedGroups;
    }

    /** Why the names of these users could not be set. */
    Map<String, EjabberdException> failedNames() {
        return failedNames;
    }

    /**
     * The groups that ejabberd has, belong to this program, and are not in the directory.
     *
     * @param listed all that ejabberd has
     */
    List<Group> forgotten(Collection<String> listed) throws EjabberdException {
        List<Group> forgotten = new ArrayList<>();
        each(listed.stream().filter(id -> directory.group(id).isEmpty()).toList(), failedGroups, id -> id, id -> {
            GroupInfo info = ejabberd.info(id, host);
            if (info.isOurs()) {
                Set<String> members = new HashSet<>();
                ejabberd.members(id, host).stream().map(Member::of).filter(member -> member.host().equals(host))
                        .forEach(member -> LocalParts.prepared(member.user()).ifPresent(members::add));
                if (!members.isEmpty()) {
                    synchronized (forgotten) {
                        forgotten.add(new Group(new GroupName(id, info.label()), members, Instant.EPOCH, 0));
                    }
                }
            }
        });
        return forgotten;
    }
}
