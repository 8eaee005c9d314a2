package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.io.IOException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.administration.Administrations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only administrators get a page, even if the console's filter lets the request pass. */
class ConsolePageTest {
    private final Administration administration = mock(Administration.class);
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);

    @BeforeEach
    void load() {
        Administrations.set(administration);
    }

    @AfterEach
    void unload() {
        Administrations.clear();
    }

    @Test
    void withoutAnAdministratorNoPageIsShown() throws IOException {
        for (ConsolePage page : new ConsolePage[] {
            new StatusPage(), new StatusData(), new SettingsPage(), new TestPage(), new UsersPage()
        }) {
            page.doGet(request, response);
            page.doPost(request, response);
        }
        verify(response, times(10)).sendError(HttpServletResponse.SC_FORBIDDEN);
        verify(response, never()).getWriter();
        verify(administration, never()).change(any());
    }

    @Test
    void programsGetAnAuthenticationChallenge() throws IOException {
        new MetricsPage().doGet(request, response);
        verify(response).setHeader("WWW-Authenticate", "Basic realm=\"Openfire\", charset=\"UTF-8\"");
        verify(response).sendError(HttpServletResponse.SC_UNAUTHORIZED);
        verify(response, never()).getOutputStream();
    }

    @Test
    void onlyScriptFilesOfThePluginAndTheConsoleRun() throws IOException {
        String[] policy = new String[1];
        doAnswer(call -> {
                    policy[0] = call.getArgument(0).equals("Content-Security-Policy") ? call.getArgument(1) : policy[0];
                    return null;
                })
                .when(response)
                .setHeader(any(), any());
        new StatusPage().doGet(request, response);
        assertThat(policy[0])
                .contains("script-src 'self';", "object-src 'none'", "base-uri 'none'")
                .doesNotContain("unsafe-eval")
                .doesNotContainPattern("script-src [^;]*unsafe");
        verify(response).setHeader("X-Content-Type-Options", "nosniff");
        verify(response).setHeader("Cache-Control", "no-store");
    }
}
