package net.xcauth.bridge.it;

import java.util.List;
import net.xcauth.bridge.it.support.ProsodyServer;
import net.xcauth.bridge.it.support.TerminalBridge;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoCloud;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;

/**
 * Prosody with bridges as children behind pseudo-terminals. {@code socat} provides the terminals, since
 * mod_auth_external needs lua-lpty, which Debian 12 has only for other versions of Lua than Prosody's.
 */
class ProsodyOverTerminalIT extends XmppLogins {
    private TerminalBridge bridge;

    @Override
    XmppServer start(DemoCloud cloud, Resources resources) throws Exception {
        ProsodyServer.require();
        bridge = resources.add(TerminalBridge.start(cloud, resources.add(new TempFolder("terminal")), false));
        TempFolder folder = resources.add(new TempFolder("prosody"));
        return resources.add(ProsodyServer.start(
                folder, List.of(Xcauth.prosodyModulesFor(ProsodyServer.USER, folder)), """
                authentication = "xcauth"
                xcauth_socket = "%s"
                """.formatted(
                                bridge.address())));
    }

    @Override
    void killTheBridge() {
        bridge.killBridges();
    }
}
