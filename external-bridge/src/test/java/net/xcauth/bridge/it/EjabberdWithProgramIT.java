package net.xcauth.bridge.it;

import java.nio.file.Path;
import net.xcauth.bridge.it.support.EjabberdServer;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.bridge.it.support.XmppServer;
import net.xcauth.demo.DemoCloud;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;

/** ejabberd starts the bridge, as its {@code extauth_program}. */
class EjabberdWithProgramIT extends XmppLogins {
    private EjabberdServer ejabberd;
    private Path configuration;

    @Override
    XmppServer start(DemoCloud cloud, Resources resources) throws Exception {
        EjabberdServer.requireOfThisMachine();
        TempFolder folder = resources.add(new TempFolder("ejabberd"));
        configuration = Xcauth.configuration(cloud, folder);
        Path home = Xcauth.homeFor(EjabberdServer.USER, folder);
        ejabberd = resources.add(
                EjabberdServer.start(folder, home.resolve("bin/xcauth") + " -t ejabberd -c " + configuration));
        return ejabberd;
    }

    @Override
    void killTheBridge() {
        ejabberd.killChildren(configuration.toString());
    }
}
