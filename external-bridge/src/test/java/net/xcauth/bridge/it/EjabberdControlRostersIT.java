package net.xcauth.bridge.it;

import java.util.List;
import net.xcauth.bridge.it.support.EjabberdServer;

/** The bridge runs ejabberdctl. */
class EjabberdControlRostersIT extends EjabberdRosters {

    @Override
    String[] way(EjabberdServer server) throws Exception {
        return new String[] {"--ejabberdctl", server.controlProgram().toString()};
    }

    @Override
    List<String> calls(EjabberdServer server) throws Exception {
        return server.controlCalls();
    }

    @Override
    int crowdSize() {
        return 4;
    }

    @Override
    boolean isQuick() {
        return false;
    }
}
