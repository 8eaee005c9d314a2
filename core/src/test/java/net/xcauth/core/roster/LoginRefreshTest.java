package net.xcauth.core.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginRefreshTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SPACING = Duration.ofSeconds(10);

    private final RosterEngine engine = mock(RosterEngine.class);
    private final RosterDirectory directory = mock(RosterDirectory.class);
    private final Scheduler scheduler = mock(Scheduler.class);
    private final List<Scheduler.Task> scheduled = new ArrayList<>();
    private final Set<String> online = new HashSet<>(Set.of("alice", "bob"));
    private int asksLater;
    private LoginRefresh refresh;

    @BeforeEach
    void make() {
        when(engine.refresh(anyString())).thenReturn(CompletableFuture.completedFuture(true));
        when(scheduler.soon(any(), any())).thenAnswer(call -> {
            assertEquals(SPACING, call.getArgument(0));
            scheduled.add(call.getArgument(1));
            return (Runnable) () -> asksLater++;
        });
        refresh = new LoginRefresh(engine, directory, scheduler, online::contains, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void asked(String user, Instant time) {
        when(directory.asked(user)).thenReturn(time);
        when(directory.hasRoster(user)).thenReturn(time.isAfter(Instant.EPOCH));
    }

    private void later() throws InterruptedException {
        for (Scheduler.Task task : scheduled) {
            task.run();
        }
    }

    @Test
    void aLoginRefreshesTheRoster() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        when(engine.refresh("alice")).thenReturn(answer);
        asked("alice", NOW.minus(SPACING));
        assertEquals(Optional.of(answer), refresh.loggedIn("alice"));
        assertEquals(0, asksLater);
    }

    @Test
    void consecutiveLoginsRefreshOnceNowAndOnceLater() throws Exception {
        asked("alice", NOW.minusSeconds(1));
        asked("bob", NOW);
        refresh.loggedIn("alice");
        refresh.loggedIn("alice");
        refresh.loggedIn("bob");
        verify(engine, never()).refresh(anyString());
        assertTrue(asksLater > 0);
        later();
        verify(engine).refreshGroups(any(), any());
    }

    @Test
    void loginsBeyondTheLimitAreRefreshedLater() throws Exception {
        for (int number = 0; number < 100; number++) {
            asked("user" + number, NOW.minusSeconds(3600));
            online.add("user" + number);
            refresh.loggedIn("user" + number);
        }
        verify(engine, times(5)).refresh(anyString());
        later();
        verify(engine).refreshGroups(argThat(users -> users.size() == 95 && !users.contains("user0")), any());
    }

    @Test
    void aFirstLoginIsAlwaysRefreshedAtOnce() {
        for (int number = 0; number < 100; number++) {
            asked("user" + number, Instant.EPOCH);
            refresh.loggedIn("user" + number);
        }
        verify(engine, times(100)).refresh(anyString());
    }

    @Test
    void usersWhoHaveLeftMeanwhileAreNotRefreshed() throws Exception {
        asked("alice", NOW);
        asked("bob", NOW);
        refresh.loggedIn("alice");
        refresh.loggedIn("bob");
        online.remove("alice");
        later();
        verify(engine).refreshGroups(List.of("bob"), Duration.ZERO);
    }

    @Test
    void postponedRefreshesAreNotRepeated() throws Exception {
        asked("alice", NOW);
        refresh.loggedIn("alice");
        later();
        later();
        verify(engine).refreshGroups(List.of("alice"), Duration.ZERO);
        verify(engine).refreshGroups(List.of(), Duration.ZERO);
    }

    @Test
    void aClockThatWasSetBackDelaysNothing() {
        asked("alice", NOW.plusSeconds(3600));
        refresh.loggedIn("alice");
        verify(engine).refresh("alice");
        assertEquals(0, asksLater);
    }
}
