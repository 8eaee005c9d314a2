package net.xcauth.openfire.service;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import net.xcauth.core.roster.LoginRefresh;
import net.xcauth.core.roster.RosterDirectory;
import org.junit.jupiter.api.Test;

class FirstRosterTest {
    private final LoginRefresh refresh = mock();
    private final RosterDirectory directory = mock();
    private final FirstRoster first = new FirstRoster(refresh, directory, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void aFirstLoginWaits() throws Exception {
        CompletableFuture<Boolean> roster = roster("alice");
        doReturn(true).when(roster).get(anyLong(), any());
        first.accept("alice");
        verify(roster).get(anyLong(), any());
    }

    @Test
    void aLaterLoginDoesNotWait() throws Exception {
        CompletableFuture<Boolean> roster = roster("alice");
        when(directory.hasRoster("alice")).thenReturn(true);
        first.accept("alice");
        verify(refresh).loggedIn("alice");
        verify(roster, never()).get(anyLong(), any());
    }

    @Test
    void aRosterThatDoesNotComeEndsTheWaitButNotTheLogin() throws Exception {
        CompletableFuture<Boolean> roster = roster("alice");
        doThrow(new TimeoutException()).when(roster).get(anyLong(), any());
        first.accept("alice");
        verify(roster).get(anyLong(), any());
    }

    @Test
    void nobodyWaitsWhileRostersAreSlow() throws Exception {
        CompletableFuture<Boolean> alices = roster("alice");
        doThrow(new TimeoutException()).when(alices).get(anyLong(), any());
        first.accept("alice");
        CompletableFuture<Boolean> bobs = roster("bob");
        first.accept("bob");
        verify(bobs, never()).get(anyLong(), any());
        bobs.complete(true);
        CompletableFuture<Boolean> carols = roster("carol");
        doReturn(true).when(carols).get(anyLong(), any());
        first.accept("carol");
        verify(carols).get(anyLong(), any());
    }

    private CompletableFuture<Boolean> roster(String user) {
        CompletableFuture<Boolean> roster = spy(new CompletableFuture<>());
        when(refresh.loggedIn(user)).thenReturn(Optional.of(roster));
        return roster;
    }
}
