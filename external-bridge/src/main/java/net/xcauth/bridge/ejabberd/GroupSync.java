package net.xcauth.bridge.ejabberd;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.ejabberd.SyncQueue.Batch;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.store.PushedStore;
import net.xcauth.core.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out rounds of synchronization: brings groups and full names of one host in ejabberd into the state of the
 * directory. What ejabberd has is read first, so each round does exactly what is missing, whatever has happened before.
 * For one thread.
 */
final class GroupSync {
    private static final Logger log = LoggerFactory.getLogger(GroupSync.class);
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Ejabberd ejabberd;
    private final String host;
    private final RosterDirectory directory;
    private final PushedStore pushed;
    private final ExecutorService callers;
    private final FullNames names;
    private final SyncCounts total = new SyncCounts();
    private GroupIds ids = new GroupIds(Set.of());
    private Set<String> pythonGroups = Set.of();
    private Set<String> listed = Set.of();

    /**
     * @param directory the state to reach
     * @param pushed    remembers what ejabberd was given
     * @param callers   as many threads as there may be calls at a time
     */
    GroupSync(Ejabberd ejabberd, String host, RosterDirectory directory, PushedStore pushed, ExecutorService callers) {
        this.ejabberd = ejabberd;
        this.host = host;
        this.directory = directory;
        this.pushed = pushed;
        this.callers = callers;
        names = new FullNames(ejabberd, host, directory, pushed, callers);
    }

    /**
     * The outcome of a round.
     *
     * @param groups       the groups of the directory that were to be synchronized
     * @param failedGroups those that were not, with the reason; also groups that only ejabberd has, by their ids there
     * @param failedNames  the users whose full names could not be set, with the reason
     * @param foreign      ids in ejabberd: see {@link GroupComparison#foreign}
     */
    record Result(
            Set<String> groups,
            Map<String, EjabberdException> failedGroups,
            Map<String, EjabberdException> failedNames,
            Set<String> foreign) {
        boolean isComplete() {
            return failedGroups.isEmpty() && failedNames.isEmpty();
        }
    }

    /** Loads what ejabberd was given before the start. What cannot be loaded is given again. */
    void load() {
        try {
            names.load();
            pythonGroups = pushed.pythonGroups(host);
        } catch (StoreException e) {
            log.debug("full names will be set again", e);
        }
    }

    /** The changes since the start, for people. */
    String summary() {
        return total.toString();
    }

    /**
     * Carries out a round.
     *
     * @param engine fills the directory
     * @param stored true if the directory is stored, and other processes may store it, too
     * @throws EjabberdException if further calls would fail, too; what has been done remains done
     */
    Result perform(Batch batch, RosterEngine engine, boolean stored) throws EjabberdException {
        long start = System.nanoTime();
        long callsBefore = ejabberd.calls();
        if (batch.all()) {
            listed = Set.copyOf(ejabberd.groups(host));
            names.retryReading();
        }
        if (stored) {
            // Only after listing: other processes store a group before ejabberd has it, so all that is listed is known
            // then.
            (batch.reload() ? engine.reload() : engine.follow()).join();
        }
        if (batch.all() && batch.adopt()) {
            engine.adopt(comparison().unknownGroups(calls())).join();
        }
        GroupComparison comparison = comparison();
        ConcurrentCalls groupCalls = calls();
        ConcurrentCalls nameCalls = calls();
        SyncCounts counts = new SyncCounts();
        Set<String> groups = groups(batch);
        List<GroupDiff> diffs = comparison.compare(groups, batch.all() ? comparison.strays() : List.of(), groupCalls);
        try {
            names.set(names.pending(batch, groups, diffs), nameCalls, counts);
            new GroupWriter(ejabberd, host, directory, comparison, groupCalls, counts).apply(diffs);
        } finally {
            total.add(counts);
        }
        if (stored) {
            // This round may have undone what another process has stored meanwhile: that is queued, and done again.
            engine.follow().join();
        }
        if (batch.reload() || !counts.isEmpty()) {
            log.info(
                    "{} in ejabberd: {} ({} calls, {} s)",
                    host,
                    counts,
                    ejabberd.calls() - callsBefore,
                    "%.1f".formatted(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / MILLIS_PER_SECOND));
        }
        return new Result(groups, groupCalls.failures(), nameCalls.failures(), comparison.foreign());
    }

    private GroupComparison comparison() {
        ids = ids.withGroups(directory.groupIds());
        return new GroupComparison(ejabberd, host, directory, ids, pythonGroups, listed);
    }

    private ConcurrentCalls calls() {
        return new ConcurrentCalls(callers);
    }

    private Set<String> groups(Batch batch) {
        Set<String> groups = new HashSet<>(batch.groups());
        batch.users().forEach(user -> groups.addAll(directory.groupsOf(user)));
        if (batch.all()) {
            groups.addAll(directory.groupIds());
        }
        return groups;
    }
}
