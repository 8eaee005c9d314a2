package net.xcauth.core.examination;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.http.Resolver;
import net.xcauth.core.cloud.http.Route;
import net.xcauth.core.text.Text;

/** Whether passwords travel in the clear. */
public final class EncryptionStep {
    private EncryptionStep() {}

    /** Whether the address is plain http and the cloud is on another machine; its name may have to be resolved. */
    public static boolean inTheClear(URI url, CloudSettings settings) {
        return inTheClear(Route.to(url, settings));
    }

    /** A warning, if they do. */
    static Optional<Finding> examine(Text title, Route route) {
        return !inTheClear(route)
                ? Optional.empty()
                : Optional.of(Finding.warn(
                        title,
                        FindingText.IN_THE_CLEAR.with(route.cloud().host()),
                        FindingText.IN_THE_CLEAR_REMEDY.with()));
    }

    private static boolean inTheClear(Route route) {
        return !route.cloud().encrypted() && !isHere(route);
    }

    /** A name that cannot be resolved is not here; the address step says more about it. */
    private static boolean isHere(Route route) {
        try {
            return route.proxy().isEmpty()
                    && Resolver.SYSTEM.addresses(route.cloud().host()).stream()
                            .allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
