package net.xcauth.core.examination;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.text.Text;

/** Whether passwords travel in the clear. */
public final class EncryptionStep {
    private EncryptionStep() {
    }

    /** Whether the address is plain http and the cloud is on another machine; its name may have to be resolved. */
    public static boolean inTheClear(URI url, CloudSettings settings) {
        return inTheClear(url, Route.to(url, settings));
    }

    /** A warning, if they do. */
    static Optional<Finding> examine(Text title, URI url, Route route) {
        return !inTheClear(url, route) ? Optional.empty() : Optional.of(Finding.warn(title,
                FindingText.IN_THE_CLEAR.with(url.getHost()), FindingText.IN_THE_CLEAR_REMEDY.with()));
    }

    private static boolean inTheClear(URI url, Route route) {
        return !Route.isEncrypted(url) && !isHere(route);
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
