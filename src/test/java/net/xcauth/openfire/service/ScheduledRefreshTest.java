package net.xcauth.openfire.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No.About;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.roster.OnlineUsers;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

class ScheduledRefreshTest {
    private final RosterEngine engine = mock(RosterEngine.class);
    private final Deletions deletions = mock(Deletions.class);
    private Answer<CloudRoster> answer = new Answer.No<>(About.ACCOUNT, "nobody");
    private final RefreshHistory history = new RefreshHistory(
            user -> CompletableFuture.completedFuture(answer), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    private final ScheduledRefresh refresh =
            new ScheduledRefresh(engine, deletions, user -> true, Duration.ofHours(1), true, history);

    private void refreshAsks(Answer<CloudRoster> said) throws InterruptedException {
        answer = said;
        when(engine.refreshAll(any(), any())).thenAnswer(call -> {
            history.ask("alice");
            return 1;
        });
    }

    @Test
    void theSeniorNodeRefreshes() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class);
                MockedStatic<OnlineUsers> online = mockStatic(OnlineUsers.class)) {
            online.when(OnlineUsers::all).thenReturn(Set.of("alice"));
            nodes.when(Nodes::isSenior).thenReturn(true);
            refresh.run();
            verify(engine).refreshAll(any(), any());
            verify(deletions).deleteWhatIsDue();
            assertThat(history.lastSuccess()).isPresent();
            assertThat(history.lastFailure()).isEmpty();
        }
    }

    @Test
    void aFailedRefreshIsRecordedAsFailed() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class);
                MockedStatic<OnlineUsers> online = mockStatic(OnlineUsers.class)) {
            online.when(OnlineUsers::all).thenReturn(Set.of("alice"));
            nodes.when(Nodes::isSenior).thenReturn(true);
            refreshAsks(new Answer.Unreachable<>(Cause.CIRCUIT_OPEN, "not asked"));
            refresh.run();
            assertThat(history.lastSuccess()).isEmpty();
            assertThat(history.lastFailure()).isPresent();
        }
    }

    @Test
    void anUnconfirmedDeletionIsNotAFailure() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class);
                MockedStatic<OnlineUsers> online = mockStatic(OnlineUsers.class)) {
            online.when(OnlineUsers::all).thenReturn(Set.of("alice"));
            nodes.when(Nodes::isSenior).thenReturn(true);
            refreshAsks(new Answer.Unreachable<>(Cause.UNCONFIRMED, "known before"));
            refresh.run();
            assertThat(history.lastSuccess()).isPresent();
        }
    }

    @Test
    void otherNodesDoNotRefresh() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class)) {
            nodes.when(Nodes::isSenior).thenReturn(false);
            refresh.run();
            verifyNoInteractions(engine, deletions);
            assertThat(history.lastSuccess()).isEmpty();
        }
    }
}
