package net.xcauth.openfire.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mockStatic;

import java.util.ArrayList;
import java.util.List;
import org.jivesoftware.openfire.cluster.ClusterManager;
import org.jivesoftware.util.PropertyClusterEventTask;
import org.jivesoftware.util.cache.CacheFactory;
import org.jivesoftware.util.cache.ClusterTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.MockedStatic;

class NodesTest {

    @ParameterizedTest
    @EnumSource
    void anAnnouncementIsATaskOfOpenfiresOwn(SharedData data) {
        List<ClusterTask<?>> sent = new ArrayList<>();
        try (MockedStatic<ClusterManager> cluster = mockStatic(ClusterManager.class);
                MockedStatic<CacheFactory> nodes = mockStatic(CacheFactory.class)) {
            nodes.when(() -> CacheFactory.doClusterTask(any())).thenAnswer(call -> sent.add(call.getArgument(0)));
            Nodes.announceChange(data);
            assertThat(sent).as("there is no cluster").isEmpty();
            cluster.when(ClusterManager::isClusteringStarted).thenReturn(true);
            Nodes.announceChange(data);
        }
        assertThat(sent).singleElement().isInstanceOf(PropertyClusterEventTask.class);
    }

    @Test
    void otherPropertiesAnnounceNothing() {
        assertThat(Nodes.announcedChange("nextcloudauth.news.ROSTERS")).contains(SharedData.ROSTERS);
        assertThat(Nodes.announcedChange("nextcloudauth.news.USERS")).contains(SharedData.USERS);
        assertThat(Nodes.announcedChange("nextcloudauth.news.WEATHER")).isEmpty();
        assertThat(Nodes.announcedChange("nextcloudauth.url")).isEmpty();
    }
}
