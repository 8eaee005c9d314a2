package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.DemoNextcloud;
import net.xcauth.bridge.it.support.LabNextcloud;

/** At the demo cloud, on each machine. */
class AnyNextcloudIT extends NextcloudSuite {

    @Override
    LabNextcloud launch() throws Exception {
        return DemoNextcloud.launch();
    }
}
