package net.xcauth.bridge.ejabberd;

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
import java.util.stream.Collectors;
import net.xcauth.bridge.ejabberd.Ejabberd.Member;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.bridge.ejabberd.Tally.Work;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.RosterDirectory;

/**
 * Brings some groups and full names of one host in ejabberd up to date. What ejabberd has of a group is read before it
 * is changed, so whatever happened before, what is missing is done, and nothing twice; and read again afterwards, since ejabberd
 * reports success for some commands that change nothing.
 */
final class Round {
    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final Comparison comparison;
    private final ExecutorService callers;
    private final Tally tally = new Tally();
    private final Map<String, String> named = new HashMap<>();
    private final Map<String, EjabberdException> failedGroups = new HashMap<>();
    private final Map<String, EjabberdException> failedNames = new HashMap<>();
    /** Why nothing more can be done; null as long as it can. */
    private volatile EjabberdException end;

    /**
     * @param directory what is wanted
     * @param callers   as many threads as may call at a time
     */
    Round(Ejabberd ejabberd, String host, RosterDirectory directory, Comparison comparison, ExecutorService callers) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.comparison = comparison;
        this.callers = callers;
    }

    /** One user in one group of the directory. */
    private record Membership(Member member, String group) {}

    /** A command. */
    @FunctionalInterface
    private interface Call<T> {
        void run(T item) throws EjabberdException;
    }

    /** A question that may have no answer. */
    @FunctionalInterface
    private interface Question<T, R> {
        Optional<R> ask(T item) throws EjabberdException;
    }

    /**
     * Compares groups.
     *
     * @param groups of the directory, by id
     * @param strays ids in ejabberd of groups that the directory does not have
     * @throws EjabberdException if other commands would fail too
     */
    List<GroupPlan> compare(Collection<String> groups, Collection<String> strays) throws EjabberdException {
        List<GroupPlan> plans = answers(groups, comparison::compare);
        // A group that the directory has just lost may be among both.
        Set<String> planned = plans.stream().map(GroupPlan::id).collect(Collectors.toSet());
        plans.addAll(answers(strays.stream().filter(id -> !planned.contains(id)).toList(), comparison::compareStray));
        return plans;
    }

    /**
     * The groups that ejabberd has, belong to this program, and are not in the directory.
     *
     * @param strays see {@link Comparison#strays}
     */
    Collection<Group> forgotten(Collection<String> strays) throws EjabberdException {
        Map<String, Group> groups = new HashMap<>();
        answers(strays, comparison::forgotten)
                .forEach(group -> groups.merge(
                        group.id(),
                        group,
                        (one, other) -> one.members().size() >= other.members().size() ? one : other));
        return groups.values();
    }

    /** Those of some users whose vCards have another full name than this, or none. */
    Set<String> otherwiseNamed(Map<String, String> fullNames) throws EjabberdException {
        return Set.copyOf(answers(
                fullNames.keySet(),
                user -> ejabberd.fullName(user, host)
                                .filter(fullNames.get(user)::equals)
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of(user)));
    }

    private <T, R> List<R> answers(Collection<T> items, Question<T, R> question) throws EjabberdException {
        List<R> answers = new ArrayList<>();
        each(
                items,
                failedGroups,
                Object::toString,
                item -> question.ask(item).ifPresent(answer -> {
                    synchronized (answers) {
                        answers.add(answer);
                    }
                }));
        return answers;
    }

    /**
     * Sets full names.
     *
     * @param fullNames by user
     * @throws EjabberdException if other commands would fail too; what was done stays done
     */
    void name(Map<String, String> fullNames) throws EjabberdException {
        each(fullNames.keySet(), failedNames, user -> user, user -> {
            ejabberd.setFullName(user, host, fullNames.get(user));
            tally.did(Work.NAMED);
            synchronized (named) {
                named.put(user, fullNames.get(user));
            }
        });
    }

    /**
     * Changes groups. First members leave, since what ejabberd then tells those who are online hides them, even from whom they
     * still share a group with; then they join. A group that replaces another has all its members before that is deleted, of
     * which ejabberd tells nobody: those who are online do not notice.
     *
     * @throws EjabberdException if other commands would fail too; what was done stays done
     */
    void perform(List<GroupPlan> plans) throws EjabberdException {
        each(plans, failedGroups, GroupPlan::group, plan -> {
            oneByOne(plan.leaving(), Work.REMOVED, member -> ejabberd.remove(member, plan.id(), host));
            for (Map.Entry<String, Set<Member>> old : plan.replaced().entrySet()) {
                oneByOne(old.getValue(), Work.REMOVED, member -> ejabberd.remove(member, old.getKey(), host));
            }
        });
        each(
                hidden(plans).entrySet(),
                failedGroups,
                Map.Entry::getKey,
                staying -> oneByOne(
                        staying.getValue(), Work.SHOWN, member -> showAgain(member, comparison.id(staying.getKey()))));
        each(without(plans, plan -> !plan.create()), failedGroups, GroupPlan::group, plan -> {
            ejabberd.create(plan.id(), host, plan.wanted().orElseThrow().label(), plan.group());
            tally.did(Work.CREATED);
        });
        each(
                without(plans, plan -> plan.joining().isEmpty()),
                failedGroups,
                GroupPlan::group,
                plan -> oneByOne(plan.joining(), Work.ADDED, member -> ejabberd.add(member, plan.id(), host)));
        each(without(plans, plan -> !plan.hasWork()), failedGroups, GroupPlan::group, this::finish);
    }

    /** Those that have not failed, except some. */
    private List<GroupPlan> without(List<GroupPlan> plans, Predicate<GroupPlan> exception) {
        return plans.stream()
                .filter(plan -> !failedGroups.containsKey(plan.group()) && !exception.test(plan))
                .toList();
    }

    /** Deletes what is to be deleted, if all else is as it should be. */
    private void finish(GroupPlan plan) throws EjabberdException {
        if (plan.wanted().isPresent()) {
            verify(plan);
            for (String old : plan.replaced().keySet()) {
                ejabberd.delete(old, host);
                tally.did(Work.REPLACED);
            }
        } else {
            ejabberd.delete(plan.id(), host);
            if (ejabberd.info(plan.id(), host).exists()) {
                throw notDone("srg_delete", plan.id(), "the group is still there");
            }
            tally.did(Work.DELETED);
        }
    }

    private void verify(GroupPlan plan) throws EjabberdException {
        Group wanted = plan.wanted().orElseThrow();
        if (plan.create() && !ejabberd.info(plan.id(), host).isAsCreated(plan.id(), wanted.label(), plan.group())) {
            throw notDone("srg_create", plan.id(), "the group is not there, or is another one");
        }
        Set<String> members = new HashSet<>(ejabberd.members(plan.id(), host));
        Set<String> right = new HashSet<>();
        wanted.members().forEach(user -> right.add(user + '@' + host));
        if (!members.equals(right)) {
            right.removeAll(members);
            wanted.members().forEach(user -> members.remove(user + '@' + host));
            throw notDone(
                    right.isEmpty() ? "srg_user_del" : "srg_user_add",
                    plan.id(),
                    right.isEmpty() ? "the group still has " + members : "the group lacks " + right);
        }
    }

    private EjabberdException notDone(String command, String id, String what) {
        return new EjabberdException(
                Kind.FAILED,
                ejabberd.name() + " says that " + command + " of the group \"" + id + "\" of " + host + " is done, but "
                        + what + "; see ejabberd's log");
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

    /** Told of somebody who is a member already, ejabberd would show users themselves. */
    private void showAgain(Member member, String id) throws EjabberdException {
        ejabberd.remove(member, id, host);
        ejabberd.add(member, id, host);
    }

    /**
     * Whom ejabberd has just hidden from others that they still share a group with, by that group of the directory: being told of
     * again, they show again.
     */
    private Map<String, Set<Member>> hidden(List<GroupPlan> plans) {
        Map<String, Set<Member>> hidden = new HashMap<>();
        Set<Membership> toldAnyway = new HashSet<>();
        plans.forEach(plan -> plan.joining().forEach(member -> toldAnyway.add(new Membership(member, plan.group()))));
        for (GroupPlan plan : plans) {
            Set<Member> gone = new HashSet<>(plan.leaving());
            plan.replaced().values().forEach(gone::addAll);
            for (Member member : gone) {
                for (String other : directory.groupsOf(member.user())) {
                    if (member.host().equals(host)
                            && !other.equals(plan.group())
                            && !comparison.foreign().contains(comparison.id(other))
                            && !toldAnyway.contains(new Membership(member, other))
                            && directory
                                    .group(other)
                                    .filter(group -> sharesWith(group, member, plan.before()))
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

    /** Calls for each, several at a time. One that fails is noted, and the others go on, unless they would fail too. */
    private <T> void each(
            Collection<T> items, Map<String, EjabberdException> failures, Function<T, String> key, Call<T> call)
            throws EjabberdException {
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
            throw new EjabberdException(
                    Kind.UNREACHABLE, "xcauth ends before all is done; it goes on at the next start", e);
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

    /** Why something could not be done of these groups. */
    Map<String, EjabberdException> failedGroups() {
        return failedGroups;
    }

    /** Why the names of these users could not be set. */
    Map<String, EjabberdException> failedNames() {
        return failedNames;
    }
}
