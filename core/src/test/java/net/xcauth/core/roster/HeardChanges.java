package net.xcauth.core.roster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Records changes, and derives the members of groups from them alone; fails on demand. */
final class HeardChanges implements RosterListener {
    private final List<RosterChange> changes = new ArrayList<>();
    private final List<Set<String>> confirmations = new ArrayList<>();
    private final Map<String, Set<String>> groups = new TreeMap<>();
    private final Map<String, String> names = new TreeMap<>();
    private final Set<Thread> threads = new HashSet<>();
    private final List<String> misfits = new ArrayList<>();
    private boolean failing;

    synchronized void fail() {
        failing = true;
    }

    synchronized void recover() {
        failing = false;
    }

    /** The changes since the last call. */
    synchronized List<RosterChange> changes() {
        List<RosterChange> copy = List.copyOf(changes);
        changes.clear();
        return copy;
    }

    /** The users confirmed since the last call. */
    synchronized List<Set<String>> confirmations() {
        List<Set<String>> copy = List.copyOf(confirmations);
        confirmations.clear();
        return copy;
    }

    synchronized Map<String, Set<String>> groups() {
        return new TreeMap<>(groups);
    }

    synchronized Map<String, String> names() {
        return new TreeMap<>(names);
    }

    /** Changes in which a member joins, or a non-member leaves. */
    synchronized List<String> misfits() {
        return List.copyOf(misfits);
    }

    /** The threads that called it. */
    synchronized Set<Thread> threads() {
        return Set.copyOf(threads);
    }

    @Override
    public synchronized void changed(RosterChange change) {
        threads.add(Thread.currentThread());
        changes.add(change);
        for (GroupChange group : change.groups()) {
            Set<String> members = new TreeSet<>(groups.getOrDefault(group.id(), Set.of()));
            Set<String> unexpected = new HashSet<>(group.joined());
            unexpected.retainAll(members);
            if (!unexpected.isEmpty() || !members.containsAll(group.left())) {
                misfits.add(group + " does not fit " + members);
            }
            members.addAll(group.joined());
            members.removeAll(group.left());
            groups.put(group.id(), members);
            if (group.after().isEmpty()) {
                groups.remove(group.id());
            }
        }
        change.added().forEach(user -> names.put(user, ""));
        names.putAll(change.renamed());
        names.keySet().removeAll(change.gone());
        if (failing) {
            throw new IllegalStateException("failure requested by the test");
        }
    }

    @Override
    public synchronized void confirmed(Set<String> users) {
        threads.add(Thread.currentThread());
        confirmations.add(Set.copyOf(users));
        if (failing) {
            throw new IllegalStateException("failure requested by the test");
        }
    }
}
