package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.EjabberdServer;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoCloud;
import net.xcauth.test.Installed;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;

/** ejabberd connects to a running bridge through {@code socat}. */
class EjabberdThroughSocatIT extends XmppLogins {
    private BridgeProcess bridge;

    @Override
    XmppServer start(DemoCloud cloud, Resources resources) throws Exception {
        EjabberdServer.require();
        String socat = Installed.require("socat", "apt-get install socat");
        bridge = resources.add(BridgeProcess.forCloud(cloud).listen("ejabberd").start());
        TempFolder folder = resources.add(new TempFolder("ejabberd"));
        return resources.add(EjabberdServer.start(
                folder, socat + " STDIO TCP:" + bridge.address("ejabberd") + ",forever,interval=1"));
    }

    @Override
    void killTheBridge() throws Exception {
        bridge.killAndRestart();
    }
}
