package net.xcauth.openfire.cluster;

import java.util.Optional;
import java.util.stream.Stream;
import org.jivesoftware.openfire.cluster.ClusterManager;
import org.jivesoftware.util.PropertyClusterEventTask;
import org.jivesoftware.util.cache.CacheFactory;

/**
 * The other nodes of the cluster; there may be none. A task of the plugin's own class would make trouble when the plugin is
 * reloaded. So the others are told by a task of Openfire's own: that a property is deleted, which never exists.
 */
public final class Nodes {
    private static final String PREFIX = "nextcloudauth.news.";

    private Nodes() {}

    /** Tells the others that something in the database concerns them. */
    public static void tell(News news) {
        if (ClusterManager.isClusteringStarted()) {
            CacheFactory.doClusterTask(PropertyClusterEventTask.createDeleteTask(PREFIX + news));
        }
    }

    /** The news that another node tells by the deletion of this property; empty if it tells none that are known here. */
    public static Optional<News> news(String property) {
        return Stream.of(News.values())
                .filter(news -> property.equals(PREFIX + news))
                .findAny();
    }

    /** Whether this is the node that does what only one must do. */
    public static boolean isSenior() {
        return ClusterManager.isSeniorClusterMember();
    }
}
