package net.xcauth.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritedSocketTest {
    private static final String ME = String.valueOf(ProcessHandle.current().pid());

    @Test
    void descriptorsBeginAtThreeAndCarryTheirNames() throws IOException {
        assertThat(InheritedSocket.passedBySystemd(
                        Map.of("LISTEN_PID", ME, "LISTEN_FDS", "3", "LISTEN_FDNAMES", "ejabberd:connection")))
                .containsExactly(
                        new InheritedSocket(3, "ejabberd"),
                        new InheritedSocket(4, "connection"),
                        new InheritedSocket(5, ""));
    }

    @Test
    void socketsPassedToAnotherProcessAreIgnored() throws IOException {
        assertThat(InheritedSocket.passedBySystemd(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "3")))
                .isEmpty();
        assertThat(InheritedSocket.passedBySystemd(Map.of("LISTEN_FDS", "3"))).isEmpty();
        assertThat(InheritedSocket.passedBySystemd(Map.of())).isEmpty();
    }

    @Test
    void anInvalidCountIsQuotedInTheError() {
        assertThatThrownBy(() -> InheritedSocket.passedBySystemd(Map.of("LISTEN_PID", ME, "LISTEN_FDS", "many")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("LISTEN_FDS")
                .hasMessageContaining("many");
    }
}
