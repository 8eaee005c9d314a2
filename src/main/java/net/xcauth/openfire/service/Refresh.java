package net.xcauth.openfire.service;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.Upkeep;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.roster.Online;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done on schedule, by one node of a cluster: groups of online users are refreshed, and data of deleted users
 * deleted.
 *
 * @param isCloudUser whether the cloud is to be asked about a user
 * @param own         how often each online user's own roster is asked for
 * @param rosters     whether groups and names are served
 * @param refreshes   notes what comes of a refresh
 */
record Refresh(
        RosterEngine engine,
        Deletions deletions,
        Predicate<String> isCloudUser,
        Duration own,
        boolean rosters,
        RefreshRecord refreshes)
        implements Upkeep.Task {
    private static final Logger log = LoggerFactory.getLogger(Refresh.class);

    @Override
    public void run() throws InterruptedException {
        if (!Nodes.isSenior()) {
            return;
        }
        if (rosters) {
            List<String> online = Online.users().stream().filter(isCloudUser).toList();
            int questions = refreshes.note(() -> engine.refreshAll(online, own));
            log.debug("Groups of {} online users refreshed with {} questions", online.size(), questions);
        }
        deletions.deleteWhatIsDue();
    }
}
