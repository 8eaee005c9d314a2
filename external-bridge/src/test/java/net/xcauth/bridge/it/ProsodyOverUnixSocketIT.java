package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.ProsodyServer;
import net.xcauth.test.TempFolder;

class ProsodyOverUnixSocketIT extends ProsodyThroughModule {

    @Override
    void listen(BridgeProcess.Builder bridge, TempFolder folder) {
        bridge.listen("generic", folder.resolve("generic.sock")).socketsFor(ProsodyServer.USER);
    }
}
