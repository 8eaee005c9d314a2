package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.HashMap;
import java.util.Map;
import javax.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;

class CsrfTest {
    private static HttpSession session() {
        Map<String, Object> attributes = new HashMap<>();
        HttpSession session = mock(HttpSession.class);
        when(session.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
        doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(session)
                .setAttribute(anyString(), any());
        return session;
    }

    @Test
    void eachSessionHasItsOwnToken() {
        HttpSession session = session();
        String token = Csrf.token(session);
        assertThat(token).matches("[0-9a-f]{40}").isEqualTo(Csrf.token(session)).isNotEqualTo(Csrf.token(session()));
        assertThat(Csrf.matches(session, token)).isTrue();
    }

    @Test
    void noOtherTokenMatches() {
        HttpSession session = session();
        assertThat(Csrf.matches(session, "")).isFalse();
        String token = Csrf.token(session);
        assertThat(Csrf.matches(session, "")).isFalse();
        assertThat(Csrf.matches(session, token + "0")).isFalse();
        assertThat(Csrf.matches(session, Csrf.token(session()))).isFalse();
        assertThat(Csrf.matches(session(), token)).isFalse();
    }
}
