package net.xcauth.openfire.service;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.Scheduler;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.roster.OnlineUsers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduled refresh, done by the senior node of a cluster: reads the groups of online users again and deletes the
 * data of users who were deleted in the cloud.
 *
 * @param isCloudUser    true for users who come from the cloud
 * @param ownInterval    how often each online user's own roster is read
 * @param servesRosters  true if the plugin serves groups or names
 * @param history        records the result
 */
record ScheduledRefresh(
        RosterEngine engine,
        Deletions deletions,
        Predicate<String> isCloudUser,
        Duration ownInterval,
        boolean servesRosters,
        RefreshHistory history)
        implements Scheduler.Task {
    private static final Logger log = LoggerFactory.getLogger(ScheduledRefresh.class);

    @Override
    public void run() throws InterruptedException {
        if (!Nodes.isSenior()) {
            return;
        }
        if (servesRosters) {
            List<String> online = OnlineUsers.all().stream().filter(isCloudUser).toList();
            int requests = history.record(() -> engine.refreshAll(online, ownInterval));
            log.debug("Refreshed the groups of {} online users with {} requests", online.size(), requests);
        }
        deletions.deleteWhatIsDue();
    }
}
