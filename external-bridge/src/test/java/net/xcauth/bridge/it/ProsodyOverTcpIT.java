package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.test.TempFolder;

class ProsodyOverTcpIT extends ProsodyThroughModule {

    @Override
    void listen(BridgeProcess.Builder bridge, TempFolder folder) {
        bridge.listen("generic");
    }
}
