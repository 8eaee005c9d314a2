package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void aTimeoutSuggestsAFirewall() {
        assertSays(new SocketTimeoutException("Connect timed out"), "no answer in time", "drops");
    }

    @Test
    void aRefusalSuggestsThatNothingListens() {
        assertSays(new ConnectException("Connection refused"), "connection refused", "Nothing listens");
    }

    @Test
    void aMissingRouteSuggestsTheNetwork() {
        assertSays(new NoRouteToHostException("No route to host"), "unreachable (no route)", "no route");
        assertSays(new ConnectException("Network is unreachable"), "unreachable", "network");
    }

    @Test
    void aForbiddenConnectionSuggestsThisMachine() {
        assertSays(new SocketException("Permission denied"), "this machine is not permitted to connect", "SELinux");
        assertSays(
                new SocketException("Operation not permitted"), "this machine is not permitted to connect", "SELinux");
    }

    @Test
    void anythingElseIsQuoted() {
        assertSays(new IOException("Protocol family unavailable"), "(Protocol family unavailable)", "network");
        assertSays(new IOException(), "connection failed", "network");
    }

    private static void assertSays(IOException failure, String what, String remedy) {
        assertThat(Refusal.of(failure).what().toString()).contains(what);
        assertThat(Refusal.of(failure).remedy().toString()).contains(remedy);
    }
}
