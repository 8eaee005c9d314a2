package net.xcauth.openfire.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import net.xcauth.core.roster.LoginRefresh;
import net.xcauth.core.roster.RosterDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstRosterTest {
    private final LoginRefresh refresh = mock();
    private final RosterDirectory directory = mock();
    private final CompletableFuture<Boolean> answer = mock();
    private final FirstRoster first = new FirstRoster(refresh, directory);

    @BeforeEach
    void ask() {
        when(refresh.loggedIn("alice")).thenReturn(Optional.of(answer));
    }

    @Test
    void aFirstLoginWaits() throws Exception {
        when(answer.get(anyLong(), any())).thenReturn(true);
        first.accept("alice");
        assertEquals(1, mockingDetails(answer).getInvocations().size());
    }

    @Test
    void aLaterLoginDoesNotWait() {
        when(directory.hasRoster("alice")).thenReturn(true);
        first.accept("alice");
        verify(refresh).loggedIn("alice");
        assertTrue(mockingDetails(answer).getInvocations().isEmpty());
    }

    @Test
    void anAnswerThatDoesNotComeEndsTheWaitAndNotTheLogin() throws Exception {
        when(answer.get(anyLong(), any())).thenThrow(new TimeoutException());
        first.accept("alice");
        assertEquals(1, mockingDetails(answer).getInvocations().size());
    }
}
