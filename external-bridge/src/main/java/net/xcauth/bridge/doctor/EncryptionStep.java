package net.xcauth.bridge.doctor;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/** Whether passwords travel in the clear. */
final class EncryptionStep {
    private EncryptionStep() {
    }

    /** A warning, if the address is plain http and the cloud is on another machine. */
    static Optional<Finding> examine(String title, URI url, Route route) {
        if (Route.isEncrypted(url) || isHere(route)) {
            return Optional.empty();
        }
        return Optional.of(Finding.warn(title, "there is none: passwords travel to " + url.getHost() + " in the clear",
                "Let the cloud offer https, and change url to https://."));
    }

    /** A name that cannot be resolved is not here; the address step says more about it. */
    private static boolean isHere(Route route) {
        try {
            return route.proxy().isEmpty() && InetAddress.getByName(route.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
