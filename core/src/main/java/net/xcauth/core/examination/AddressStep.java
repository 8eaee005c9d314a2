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
import net.xcauth.core.text.Text;

/** Whether the cloud's host, or the proxy before it, has an address at which a TCP connection can be made. */
final class AddressStep {
    private final Text title;
    private final Route route;
    private final Duration timeout;

    AddressStep(Text title, Route route, Duration timeout) {
        this.title = title;
        this.route = route;
        this.timeout = timeout;
    }

    Finding examine() {
        try {
            return connect(List.of(InetAddress.getAllByName(route.firstHost())));
        } catch (UnknownHostException e) {
            FindingText text = route.proxy().isPresent() ? FindingText.PROXY_UNRESOLVED : FindingText.HOST_UNRESOLVED;
            return Finding.fail(title, text.with(route.firstHost()),
                    FindingText.UNRESOLVED_REMEDY.with(route.firstHost()));
        }
    }

    /** The client tries the first address only, so that one decides. */
    private Finding connect(List<InetAddress> addresses) {
        Text who = route.proxy().map(proxy -> FindingText.PROXY.with(proxy.host()))
                .orElseGet(() -> Text.plain(route.host()));
        String first = text(addresses.get(0));
        Optional<Refusal> refusal = refusal(addresses.get(0));
        if (refusal.isEmpty()) {
            return Finding.ok(title, FindingText.ACCEPTS.with(who, first, route.firstPort()));
        }
        Optional<InetAddress> other = addresses.stream().skip(1)
                .filter(Predicate.not(address -> refusal(address).isPresent())).findFirst();
        Text what = refusal.get().what();
        Text remedy = refusal.get().remedy();
        return other.map(address -> Finding.fail(title,
                        FindingText.REFUSES_FIRST.with(who, first, route.firstPort(), what, text(address)),
                        FindingText.REFUSES_FIRST_REMEDY.with(remedy)))
                .orElseGet(() -> Finding.fail(title,
                        FindingText.REFUSES.with(who, first, route.firstPort(), what), remedy));
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
