package net.xcauth.core.examination;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.http.Dialer;
import net.xcauth.core.cloud.http.Route;
import net.xcauth.core.cloud.nextcloud.BruteForce;
import net.xcauth.core.text.Text;

/**
 * Tests whether wrong passwords of single users can lock out all users: Nextcloud counts them against this machine's
 * address.
 */
public final class BruteForceStep {
    private BruteForceStep() {}

    /**
     * Judges the state of the protection.
     *
     * @param here             the address from which this machine connects to the cloud; empty if a proxy is in between
     * @param appPasswordsOnly true if no login passwords are ever sent, since only those are counted
     */
    static Finding judge(Text title, Answer<BruteForce> answer, Optional<InetAddress> here, boolean appPasswordsOnly) {
        if (answer instanceof Answer.Unreachable<BruteForce> unreachable) {
            return Finding.failed(title, unreachable);
        }
        BruteForce state = ((Answer.Yes<BruteForce>) answer).value();
        if (state.allowListed().orElse(false)) {
            return here.filter(InetAddress::isLoopbackAddress).isPresent()
                    ? Finding.warn(
                            title,
                            FindingText.BRUTE_FORCE_LOOPBACK.with(here.get().getHostAddress()),
                            FindingText.BRUTE_FORCE_LOOPBACK_REMEDY.with())
                    : Finding.ok(title, FindingText.BRUTE_FORCE_EXEMPT.with());
        }
        if (appPasswordsOnly) {
            return Finding.ok(title, FindingText.BRUTE_FORCE_APP_ONLY.with());
        }
        Text remedy = FindingText.BRUTE_FORCE_REMEDY.with(command(here));
        return state.allowListed().isEmpty()
                ? Finding.warn(title, FindingText.BRUTE_FORCE_UNKNOWN.with(), remedy)
                : Finding.fail(title, counted(state), remedy);
    }

    /** This machine's address towards the cloud; empty if a proxy is in between, or the cloud is unreachable. */
    public static Optional<InetAddress> here(URI url, CloudSettings settings) {
        Route route = Route.to(url, settings);
        if (route.proxy().isPresent()) {
            return Optional.empty();
        }
        try (Socket socket = route.open(settings, new Dialer())) {
            return Optional.of(socket.getLocalAddress());
        } catch (IOException e) {
            return Optional.empty(); // the address step reports the problem
        }
    }

    /**
     * The command that exempts this machine, to be run on the cloud.
     *
     * @param here the address from which this machine connects to the cloud; empty if unknown
     */
    public static String command(Optional<InetAddress> here) {
        // Without the mask, releases up to 30 exempt every address.
        String address = here.map(each ->
                        each.getHostAddress().replaceFirst("%.*", "") + (each instanceof Inet6Address ? "/128" : "/32"))
                .orElse("ADDRESS/32");
        return "occ config:app:set bruteForce whitelist_xcauth --value " + address;
    }

    private static Text counted(BruteForce state) {
        boolean sleeps = state.release() > 0 && state.sleeps();
        return sleeps
                ? FindingText.BRUTE_FORCE_SLOWED.with(seconds(state))
                : state.delay().isZero()
                        ? FindingText.BRUTE_FORCE_COUNTED.with()
                        : FindingText.BRUTE_FORCE_FAILURES.with();
    }

    private static String seconds(BruteForce state) {
        return BigDecimal.valueOf(state.delay().toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
    }
}
