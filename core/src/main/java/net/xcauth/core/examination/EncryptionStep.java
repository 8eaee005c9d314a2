package net.xcauth.core.examination;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.http.Resolver;
import net.xcauth.core.cloud.http.Route;
import net.xcauth.core.text.Text;

/** Tests whether passwords are sent unencrypted. */
public final class EncryptionStep {
    private EncryptionStep() {}

    /** True if the address is plain http and the cloud is on another machine; may resolve its name. */
    public static boolean inTheClear(URI url, CloudSettings settings) {
        return inTheClear(Route.to(url, settings));
    }

    /** A warning if they are. */
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

    /** A name that cannot be resolved is not on this machine; the address step reports it. */
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
