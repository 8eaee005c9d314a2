package net.xcauth.bridge.it;

import net.xcauth.bridge.it.support.DemoNextcloud;
import net.xcauth.bridge.it.support.LabNextcloud;

/** Against the demo cloud, which needs no installed Nextcloud. */
class AnyNextcloudIT extends NextcloudSuite {

    @Override
    LabNextcloud launch() throws Exception {
        return DemoNextcloud.launch();
    }
}
