package net.xcauth.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.text.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "generic=127.0.0.1:23663, GENERIC, 127.0.0.1, 23663",
        "postfix=[::1]:0, POSTFIX, ::1, 0",
        "ejabberd=[::]:65535, EJABBERD, ::, 65535",
        "' saslauthd = 0.0.0.0:1 ', SASLAUTHD, 0.0.0.0, 1"
    })
    void aTcpAddressIsAHostAndAPort(String text, Protocol protocol, String host, int port) {
        assertThat(ListenAddress.parse(text))
                .isEqualTo(new ListenAddress.Tcp(protocol, new InetSocketAddress(host, port)));
    }

    @Test
    void aValueThatBeginsWithASlashIsAPath() {
        assertThat(ListenAddress.parse("prosody=/run/x=y:1.sock"))
                .isEqualTo(new ListenAddress.Unix(Protocol.PROSODY, Path.of("/run/x=y:1.sock")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | TYPE=HOST:PORT",
                "generic | TYPE=HOST:PORT",
                "=127.0.0.1:1 | unknown type",
                "imap=127.0.0.1:1 | generic, prosody, ejabberd, saslauthd, postfix",
                "generic= | HOST:PORT",
                "generic=:1 | HOST:PORT",
                "generic=127.0.0.1 | HOST:PORT",
                "generic=run/x | begins with /",
                "generic=127.0.0.1: | not a number",
                "generic=127.0.0.1:x | not a number",
                "generic=127.0.0.1:-1 | 0 (any free one)",
                "generic=127.0.0.1:65536 | to 65535",
                "generic=127.0.0.1:99999999999 | not a number",
                "generic=[]:1 | names no host",
                "generic=not a host:1 | no address"
            })
    void anythingElseIsRefusedAndTheMessageNamesTheRemedy(String text, String remedy) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(remedy);
    }
}
