package net.xcauth.bridge.it;

import java.io.IOException;
import java.util.List;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.ProsodyServer;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoCloud;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;

/** Prosody connects to a running bridge through {@code mod_auth_xcauth}. */
abstract class ProsodyThroughModule extends XmppLogins {
    private BridgeProcess bridge;

    /** Sets the address at which the bridge listens for {@code generic}. */
    abstract void listen(BridgeProcess.Builder bridge, TempFolder folder);

    @Override
    XmppServer start(DemoCloud cloud, Resources resources) throws Exception {
        ProsodyServer.require();
        TempFolder folder = resources.add(new TempFolder("prosody"));
        bridge = resources.add(startBridge(cloud, folder));
        return resources.add(ProsodyServer.start(
                folder, List.of(Xcauth.prosodyModulesFor(ProsodyServer.USER, folder)), """
                authentication = "xcauth"
                xcauth_socket = "%s"
                xcauth_account_refresh = 0.5
                """.formatted(
                                bridge.address("generic"))));
    }

    @Override
    void killTheBridge() throws Exception {
        bridge.killAndRestart();
    }

    final BridgeProcess bridge() {
        return bridge;
    }

    private BridgeProcess startBridge(DemoCloud cloud, TempFolder folder) throws IOException, InterruptedException {
        BridgeProcess.Builder builder = BridgeProcess.forCloud(cloud);
        listen(builder, folder);
        return builder.start();
    }
}
