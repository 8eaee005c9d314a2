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
    void aTimeoutPointsToAFirewallThatDrops() {
        assertSays(new SocketTimeoutException("Connect timed out"), "does not answer in time", "drops");
    }

    @Test
    void aRefusalPointsToWhatListens() {
        assertSays(new ConnectException("Connection refused"), "refuses the connection", "Nothing listens");
    }

    @Test
    void aMissingRoutePointsToTheNetwork() {
        assertSays(new NoRouteToHostException("No route to host"), "cannot be reached (no route)", "No route");
        assertSays(new ConnectException("Network is unreachable"), "cannot be reached", "network");
    }

    @Test
    void whatThisMachineForbidsPointsToThisMachine() {
        assertSays(new SocketException("Permission denied"), "may not be connected to from here", "SELinux");
        assertSays(new SocketException("Operation not permitted"), "may not be connected to from here", "SELinux");
    }

    @Test
    void anythingElseIsQuoted() {
        assertSays(new IOException("Protocol family unavailable"), "(Protocol family unavailable)", "network");
        assertSays(new IOException(), "cannot be connected to", "network");
    }

    private static void assertSays(IOException failure, String what, String remedy) {
        assertThat(Refusal.of(failure).what().toString()).contains(what);
        assertThat(Refusal.of(failure).remedy().toString()).contains(remedy);
    }
}
