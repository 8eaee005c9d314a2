package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpSession;
import org.jivesoftware.admin.LoginLimitManager;
import org.jivesoftware.openfire.admin.AdminManager;
import org.jivesoftware.openfire.auth.AuthFactory;
import org.jivesoftware.openfire.auth.AuthToken;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockedStatic;

class AdministratorsTest {
    private static final String ADDRESS = "192.0.2.7";

    private final MockedStatic<AdminManager> adminManagers = mockStatic(AdminManager.class);
    private final MockedStatic<LoginLimitManager> limitManagers = mockStatic(LoginLimitManager.class);
    private final MockedStatic<AuthFactory> auth = mockStatic(AuthFactory.class);
    private final LoginLimitManager limits = mock(LoginLimitManager.class);
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpSession session = mock(HttpSession.class);

    @BeforeEach
    void setUp() {
        AdminManager admins = mock(AdminManager.class);
        adminManagers.when(AdminManager::getInstance).thenReturn(admins);
        limitManagers.when(LoginLimitManager::getInstance).thenReturn(limits);
        when(admins.isUserAdmin("boss", true)).thenReturn(true);
        when(request.getRemoteAddr()).thenReturn(ADDRESS);
        auth.when(() -> AuthFactory.authenticate("boss", "wrong")).thenThrow(new UnauthorizedException());
    }

    @AfterEach
    void tearDown() {
        adminManagers.close();
        limitManagers.close();
        auth.close();
    }

    private void says(String text) {
        when(request.getHeader("Authorization"))
                .thenReturn("Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void withoutASessionThereIsNoAdministrator() {
        assertThat(Administrators.bySession(request)).isEmpty();
        when(request.getSession(false)).thenReturn(session);
        assertThat(Administrators.bySession(request)).isEmpty();
    }

    @Test
    void aFormerAdministratorIsRejected() {
        when(request.getSession(false)).thenReturn(session);
        when(session.getAttribute("jive.admin.authToken")).thenReturn(new AuthToken("boss"));
        assertThat(Administrators.bySession(request)).contains("boss");
        when(session.getAttribute("jive.admin.authToken")).thenReturn(new AuthToken("alice"));
        assertThat(Administrators.bySession(request)).isEmpty();
    }

    @Test
    void anAdministratorsPasswordIsAccepted() {
        says("boss:right:with colon");
        assertThat(Administrators.byPassword(request)).contains("boss");
        auth.verify(() -> AuthFactory.authenticate("boss", "right:with colon"));
        verify(limits).recordSuccessfulAttempt("boss", ADDRESS);
    }

    @Test
    void aWrongPasswordIsCounted() {
        says("boss:wrong");
        assertThat(Administrators.byPassword(request)).isEmpty();
        verify(limits).recordFailedAttempt("boss", ADDRESS);
    }

    @Test
    void passwordsOfOtherUsersAreNotTried() {
        says("alice:right");
        assertThat(Administrators.byPassword(request)).isEmpty();
        auth.verify(() -> AuthFactory.authenticate("alice", "right"), never());
        verify(limits).recordFailedAttempt("alice", ADDRESS);
    }

    @Test
    void afterTooManyFailuresNoPasswordIsTried() {
        says("boss:right");
        when(limits.hasHitConnectionLimit("boss", ADDRESS)).thenReturn(true);
        assertThat(Administrators.byPassword(request)).isEmpty();
        auth.verify(() -> AuthFactory.authenticate("boss", "right"), never());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!", "Basic Ym9zcw==", "Bearer Ym9zczpyaWdodA=="})
    void malformedCredentialsAreRejected(String header) {
        when(request.getHeader("Authorization")).thenReturn(header);
        assertThat(Administrators.byPassword(request)).isEmpty();
    }
}
