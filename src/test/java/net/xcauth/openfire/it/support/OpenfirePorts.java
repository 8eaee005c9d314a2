package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import net.xcauth.test.Ports;

/**
 * The ports of an Openfire, all on the loopback interface.
 *
 * @param client  for XMPP over TCP
 * @param http    for BOSH and WebSocket
 * @param console for the admin console
 */
record OpenfirePorts(int client, int http, int console) {

    static OpenfirePorts free() throws IOException {
        return new OpenfirePorts(Ports.free(), Ports.free(), Ports.free());
    }

    /** System properties that set these ports, close all others, and prevent outbound connections. */
    Map<String, String> properties() {
        return new TreeMap<>(Map.ofEntries(
                Map.entry("xmpp.socket.plain.port", Integer.toString(client)),
                Map.entry("xmpp.socket.ssl.active", "false"),
                Map.entry("xmpp.server.socket.active", "false"),
                Map.entry("xmpp.server.socket.ssl.active", "false"),
                Map.entry("xmpp.component.socket.active", "false"),
                Map.entry("xmpp.component.ssl.active", "false"),
                Map.entry("xmpp.multiplex.socket.active", "false"),
                Map.entry("xmpp.multiplex.ssl.active", "false"),
                Map.entry("httpbind.enabled", "true"),
                Map.entry("httpbind.port.plain", Integer.toString(http)),
                Map.entry("httpbind.port.secure", "-1"),
                Map.entry("xmpp.proxy.enabled", "false"),
                Map.entry("flash.crossdomain.enabled", "false"),
                Map.entry("update.service-enabled", "false"),
                Map.entry("rss.enabled", "false"),
                Map.entry("xmpp.client.tls.policy", "disabled")));
    }

    /** The part of {@code openfire.xml} with the console's port. */
    String xml() {
        return """
                <network><interface>127.0.0.1</interface></network>
                <adminConsole><port>%d</port><securePort>-1</securePort></adminConsole>
                """.formatted(console);
    }
}
