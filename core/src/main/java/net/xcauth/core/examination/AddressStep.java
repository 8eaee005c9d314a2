package net.xcauth.core.examination;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.xcauth.core.cloud.http.Dialer;
import net.xcauth.core.cloud.http.Resolver;
import net.xcauth.core.cloud.http.Route;
import net.xcauth.core.text.Text;

/** Tests TCP connections to all addresses of the cloud's host, or of the proxy in front of it. */
final class AddressStep {
    private final Text title;
    private final Route route;
    private final Duration timeout;
    private final Resolver resolver;

    AddressStep(Text title, Route route, Duration timeout) {
        this(title, route, timeout, Resolver.SYSTEM);
    }

    AddressStep(Text title, Route route, Duration timeout, Resolver resolver) {
        this.title = title;
        this.route = route;
        this.timeout = timeout;
        this.resolver = resolver;
    }

    Finding examine() {
        try {
            return connect(resolver.addresses(route.first().host()));
        } catch (UnknownHostException e) {
            FindingText text = route.proxy().isPresent() ? FindingText.PROXY_UNRESOLVED : FindingText.HOST_UNRESOLVED;
            return Finding.fail(
                    title,
                    text.with(route.first().host()),
                    FindingText.UNRESOLVED_REMEDY.with(route.first().host()));
        }
    }

    /** An address that refuses connections, with the reason. */
    private record RefusingAddress(InetAddress address, Refusal refusal) {}

    private Finding connect(List<InetAddress> addresses) {
        Text who = route.proxy()
                .map(proxy -> FindingText.PROXY.with(proxy.host()))
                .orElseGet(() -> Text.plain(route.cloud().host()));
        List<RefusingAddress> refused = new ArrayList<>();
        addresses.forEach(
                address -> refusal(address).ifPresent(refusal -> refused.add(new RefusingAddress(address, refusal))));
        if (refused.isEmpty()) {
            return Finding.ok(
                    title,
                    FindingText.ACCEPTS.with(
                            who, texts(addresses), route.first().port()));
        }
        Text first = Text.plain(text(refused.get(0).address()));
        Refusal why = refused.get(0).refusal();
        if (refused.size() == addresses.size()) {
            return Finding.fail(
                    title,
                    FindingText.REFUSES.with(
                            who,
                            addresses.size() == 1 ? first : texts(addresses),
                            route.first().port(),
                            why.what()),
                    why.remedy());
        }
        List<InetAddress> accepting = addresses.stream()
                .filter(address -> refused.stream().noneMatch(each -> each.address() == address))
                .toList();
        return Finding.warn(
                title,
                FindingText.REFUSES_SOME.with(who, first, route.first().port(), why.what(), texts(accepting)),
                FindingText.REFUSES_SOME_REMEDY.with(why.remedy()));
    }

    private Optional<Refusal> refusal(InetAddress address) {
        try {
            new Dialer(host -> List.of(address))
                    .connect(route.first().host(), route.first().port(), timeout)
                    .close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Refusal.of(e));
        }
    }

    private static String texts(List<InetAddress> addresses) {
        return addresses.stream().map(AddressStep::text).collect(Collectors.joining(", "));
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }
}
