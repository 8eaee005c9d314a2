package net.xcauth.openfire.cluster;

import java.util.Optional;
import java.util.stream.Stream;
import org.jivesoftware.openfire.cluster.ClusterManager;
import org.jivesoftware.util.PropertyClusterEventTask;
import org.jivesoftware.util.cache.CacheFactory;

/**
 * The nodes of the cluster. An announcement is one of Openfire's own cluster tasks, the deletion of a property that
 * never exists: a task class of the plugin would fail on other nodes while the plugin is being reloaded there.
 */
public final class Nodes {
    private static final String PREFIX = "nextcloudauth.news.";

    private Nodes() {}

    /** Announces to the other nodes that the database has newer data than they hold. */
    public static void announceChange(SharedData changed) {
        if (ClusterManager.isClusteringStarted()) {
            CacheFactory.doClusterTask(PropertyClusterEventTask.createDeleteTask(PREFIX + changed));
        }
    }

    /** The data whose change is announced by deleting this property; empty if the property announces nothing. */
    public static Optional<SharedData> announcedChange(String property) {
        return Stream.of(SharedData.values())
                .filter(data -> property.equals(PREFIX + data))
                .findAny();
    }

    /** True on the one node that does scheduled work for the cluster. */
    public static boolean isSenior() {
        return ClusterManager.isSeniorClusterMember();
    }
}
