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
import net.xcauth.openfire.roster.Online;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

class RefreshTest {
    private final RosterEngine engine = mock(RosterEngine.class);
    private final Deletions deletions = mock(Deletions.class);
    private Answer<CloudRoster> answer = new Answer.No<>(About.ACCOUNT, "nobody");
    private final RefreshRecord record = new RefreshRecord(
            user -> CompletableFuture.completedFuture(answer), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    private final Refresh refresh = new Refresh(engine, deletions, user -> true, Duration.ofHours(1), true, record);

    private void refreshAsks(Answer<CloudRoster> said) throws InterruptedException {
        answer = said;
        when(engine.refreshAll(any(), any())).thenAnswer(call -> {
            record.ask("alice");
            return 1;
        });
    }

    @Test
    void oneNodeOfAClusterRefreshes() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class);
                MockedStatic<Online> online = mockStatic(Online.class)) {
            online.when(Online::users).thenReturn(Set.of("alice"));
            nodes.when(Nodes::isSenior).thenReturn(true);
            refresh.run();
            verify(engine).refreshAll(any(), any());
            verify(deletions).deleteWhatIsDue();
            assertThat(record.succeeded()).isPresent();
            assertThat(record.failed()).isEmpty();
        }
    }

    @Test
    void aRefreshThatFailsIsNoFreshOne() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class);
                MockedStatic<Online> online = mockStatic(Online.class)) {
            online.when(Online::users).thenReturn(Set.of("alice"));
            nodes.when(Nodes::isSenior).thenReturn(true);
            refreshAsks(new Answer.Unreachable<>(Cause.CIRCUIT_OPEN, "not asked"));
            refresh.run();
            assertThat(record.succeeded()).isEmpty();
            assertThat(record.failed()).isPresent();
        }
    }

    @Test
    void aUserWhoIsNotToBeBelievedGoneYetIsNoFailure() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class);
                MockedStatic<Online> online = mockStatic(Online.class)) {
            online.when(Online::users).thenReturn(Set.of("alice"));
            nodes.when(Nodes::isSenior).thenReturn(true);
            refreshAsks(new Answer.Unreachable<>(Cause.UNCONFIRMED, "known before"));
            refresh.run();
            assertThat(record.succeeded()).isPresent();
        }
    }

    @Test
    void theOthersDoNot() throws Exception {
        try (MockedStatic<Nodes> nodes = mockStatic(Nodes.class)) {
            nodes.when(Nodes::isSenior).thenReturn(false);
            refresh.run();
            verifyNoInteractions(engine, deletions);
            assertThat(record.succeeded()).isEmpty();
        }
    }
}
