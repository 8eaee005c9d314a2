package net.xcauth.bridge.it;

import java.util.List;
import net.xcauth.bridge.it.support.EjabberdServer;

/** The bridge uses ejabberd's HTTP API over loopback, although ejabberdctl is configured, too. */
class EjabberdApiRostersIT extends EjabberdRosters {

    @Override
    String[] way(EjabberdServer server) {
        return new String[] {"--ejabberd-api", server.api(), "--ejabberdctl", "/no/such/program"};
    }

    @Override
    List<String> calls(EjabberdServer server) {
        return server.apiCalls();
    }

    @Override
    int crowdSize() {
        return 400;
    }

    @Override
    boolean isQuick() {
        return true;
    }
}
