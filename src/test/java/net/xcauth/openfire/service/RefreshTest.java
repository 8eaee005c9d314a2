package net.xcauth.openfire.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.roster.Online;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

class RefreshTest {
    private final RosterEngine engine = mock(RosterEngine.class);
    private final List<Instant> done = new ArrayList<>();
    private final Deletions deletions = mock(Deletions.class);
    private final Refresh refresh = new Refresh(engine, deletions, user -> true, Duration.ofHours(1), true,
            done::add);

    @Test
    void oneNodeOfAClusterRefreshes() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class);
                MockedStatic<Online> online = mockStatic(Online.class)) {
            online.when(Online::users).thenReturn(Set.of("alice"));
            nodes.when(Nodes::isSenior).thenReturn(true);
            refresh.run();
            verify(engine).refreshAll(any(), any());
            verify(deletions).deleteWhatIsDue();
            assertThat(done).hasSize(1);
        }
    }

    @Test
    void theOthersDoNot() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class)) {
            nodes.when(Nodes::isSenior).thenReturn(false);
            refresh.run();
            verifyNoInteractions(engine, deletions);
            assertThat(done).isEmpty();
        }
    }
}
