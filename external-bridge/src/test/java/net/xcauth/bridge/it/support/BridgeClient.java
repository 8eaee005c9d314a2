package net.xcauth.bridge.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Sends requests to a bridge in one protocol, or in each of them. */
public final class BridgeClient {
    private static final String DOMAIN = XmppServer.DOMAIN;

    private final BridgeProcess bridge;

    /** A reply of the bridge. */
    public enum Said {
        YES,
        NO,
        CANNOT_TELL
    }

    public BridgeClient(BridgeProcess bridge) {
        this.bridge = bridge;
    }

    /** Makes the bridge listen for each protocol. */
    public static BridgeProcess.Builder listen(BridgeProcess.Builder bridge) {
        return bridge.listen("saslauthd")
                .listen("prosody")
                .listen("generic")
                .listen("ejabberd")
                .listen("postfix");
    }

    /** Checks a password, in a protocol that distinguishes all replies. */
    public Said login(String user, String password) throws IOException {
        try (Wire wire = bridge.connect("saslauthd")) {
            String answer = wire.askSaslauthd(user, password, DOMAIN);
            return answer.isEmpty() ? Said.CANNOT_TELL : answer.startsWith("OK") ? Said.YES : Said.NO;
        }
    }

    /** Checks a password in each protocol. All must agree; {@code generic} and {@code ejabberd} tell only yes apart. */
    public Said loginByEach(String user, String password) throws IOException {
        Said said = login(user, password);
        String request = "auth:" + user + ':' + DOMAIN + ':' + password;
        assertThat(byProsody("login:" + user + ':' + DOMAIN + ":192.0.2.1:" + password))
                .as("prosody")
                .isEqualTo(said);
        assertThat(byGeneric(request)).as("generic").isEqualTo(said == Said.YES);
        assertThat(byEjabberd(request)).as("ejabberd").isEqualTo(said == Said.YES);
        return said;
    }

    /** Checks a user's existence, in a protocol that distinguishes all replies. */
    public Said exists(String user) throws IOException {
        return byProsody("isuser:" + user + ':' + DOMAIN);
    }

    /** Checks a user's existence in each protocol that supports it. */
    public Said existsByEach(String user) throws IOException {
        Said said = exists(user);
        String request = "isuser:" + user + ':' + DOMAIN;
        assertThat(byGeneric(request)).as("generic").isEqualTo(said == Said.YES);
        assertThat(byEjabberd(request)).as("ejabberd").isEqualTo(said == Said.YES);
        assertThat(byPostfix(user)).as("postfix").isEqualTo(said);
        return said;
    }

    private Said byProsody(String request) throws IOException {
        try (Wire wire = bridge.connect("prosody")) {
            assertThat(wire.ask("features:cannot-tell")).contains("login");
            return switch (wire.ask(request)) {
                case "1" -> Said.YES;
                case "?" -> Said.CANNOT_TELL;
                default -> Said.NO;
            };
        }
    }

    private boolean byGeneric(String request) throws IOException {
        try (Wire wire = bridge.connect("generic")) {
            return wire.ask(request).equals("1");
        }
    }

    private boolean byEjabberd(String request) throws IOException {
        try (Wire wire = bridge.connect("ejabberd")) {
            return wire.askFramed(request);
        }
    }

    private Said byPostfix(String user) throws IOException {
        try (Wire wire = bridge.connect("postfix")) {
            return switch (wire.ask("get " + user + '@' + DOMAIN).substring(0, 4)) {
                case "200 " -> Said.YES;
                case "400 " -> Said.CANNOT_TELL;
                default -> Said.NO;
            };
        }
    }
}
