package net.xcauth.openfire.cluster;

import org.jivesoftware.openfire.cluster.ClusterManager;
import org.jivesoftware.util.cache.CacheFactory;

/** The other nodes of the cluster; there may be none. */
public final class Nodes {
    private Nodes() {
    }

    /** Tells the others that something in the database concerns them. */
    public static void tell(News news) {
        if (ClusterManager.isClusteringStarted()) {
            CacheFactory.doClusterTask(new NewsTask(news));
        }
    }

    /** Whether this is the node that does what only one must do. */
    public static boolean isSenior() {
        return ClusterManager.isSeniorClusterMember();
    }
}
