package net.xcauth.core.examination;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether the cloud's host, or the proxy before it, has an address at which a TCP connection can be made. */
final class AddressStep {
    private final String title;
    private final Route route;
    private final Duration timeout;

    AddressStep(String title, Route route, Duration timeout) {
        this.title = title;
        this.route = route;
        this.timeout = timeout;
    }

    Finding examine() {
        String who = route.proxy().map(proxy -> "the proxy " + proxy.host()).orElse(route.host());
        try {
            return connect(who, List.of(InetAddress.getAllByName(route.firstHost())));
        } catch (UnknownHostException e) {
            return Finding.fail(title, "the name of " + who + " cannot be resolved", "Check its spelling in the "
                    + "configuration, and name resolution on this machine: getent hosts " + route.firstHost());
        }
    }

    /** The client tries the first address only, so that one decides. */
    private Finding connect(String who, List<InetAddress> addresses) {
        InetAddress first = addresses.get(0);
        String where = text(first) + " port " + route.firstPort();
        Optional<Refusal> refusal = refusal(first);
        if (refusal.isEmpty()) {
            return Finding.ok(title, who + " is " + where + ", and accepts connections");
        }
        Optional<InetAddress> other = addresses.stream().skip(1)
                .filter(Predicate.not(address -> refusal(address).isPresent())).findFirst();
        String text = who + " is " + where + ", which " + refusal.get().what();
        return other.map(address -> Finding.fail(title, text + "; " + text(address) + " would accept connections, but "
                        + "the first address of a name is taken",
                        "Correct the name's addresses in DNS or /etc/hosts. " + refusal.get().remedy()))
                .orElseGet(() -> Finding.fail(title, text, refusal.get().remedy()));
    }

    private Optional<Refusal> refusal(InetAddress address) {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(address, route.firstPort()), (int) timeout.toMillis());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Refusal.of(e));
        }
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }
}
