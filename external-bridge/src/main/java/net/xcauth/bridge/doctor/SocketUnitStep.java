package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.protocol.ProbeRequest;
import net.xcauth.bridge.protocol.ProbeRequest.Verdict;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Reason;

/** Checks that xcauth answers at a socket that systemd holds for it. */
final class SocketUnitStep {
    private static final String STREAM = " (Stream)";
    private static final String RESTART =
            "Run systemctl restart xcauth; the log and journalctl -u xcauth may show the reason.";

    private final String unit;
    private final Map<String, List<String>> properties;
    private final Optional<Protocol> protocol;
    private final Duration timeout;

    /**
     * @param type    the protocol of sockets without a name
     * @param timeout of an answer
     * @throws IOException if systemd cannot be queried
     */
    SocketUnitStep(String unit, Systemctl systemctl, Optional<Protocol> type, Duration timeout) throws IOException {
        this.unit = unit;
        this.timeout = timeout;
        properties = systemctl.show(unit, "ActiveState", "UnitFileState", "FileDescriptorName", "Listen");
        protocol = Protocol.named(Systemctl.first(properties, "FileDescriptorName"))
                .or(() -> type);
    }

    /** Sends a request about a user who does not exist; empty if an administrator has disabled the socket. */
    Optional<Finding> examine() {
        if (!Systemctl.first(properties, "ActiveState").equals("active")) {
            return Systemctl.first(properties, "UnitFileState").equals("enabled")
                    ? Optional.of(Finding.fail(
                            unit,
                            "is enabled, but systemd is not listening there: its state is "
                                    + Systemctl.first(properties, "ActiveState"),
                            "Find the reason with journalctl -u " + unit
                                    + " and fix it, then run systemctl stop xcauth; systemctl start "
                                    + unit
                                    + " xcauth."))
                    : Optional.empty();
        }
        Finding finding = Finding.skip(unit, "it has no stream socket with a known protocol");
        if (protocol.isPresent()) {
            for (String address : addresses()) {
                finding = ask(ListenAddress.parse(protocol.get().label() + '=' + address), address);
                if (finding.level() != Finding.Level.SKIP) {
                    break;
                }
            }
        }
        return Optional.of(finding);
    }

    private List<String> addresses() {
        return properties.getOrDefault("Listen", List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split("\\R")))
                .filter(line -> line.endsWith(STREAM))
                .map(line -> line.substring(0, line.length() - STREAM.length()))
                .toList();
    }

    private Finding ask(ListenAddress listen, String shown) {
        try {
            ProbeRequest request =
                    ProbeRequest.about(MadeUpAccount.create().account(), MadeUpAccount.DOMAIN, listen.protocol());
            return new SocketProbe(address(listen), timeout).send(request) == Verdict.ANSWER
                    ? Finding.ok(unit, "xcauth answers at " + shown)
                    : Finding.fail(unit, "the program at " + shown + " does not answer like xcauth", RESTART);
        } catch (BindException e) {
            return unreachable(shown, e);
        } catch (ConnectException | SocketTimeoutException e) {
            return Finding.fail(unit, shown + ": " + Reason.of(e), RESTART);
        } catch (SocketException e) {
            return unreachable(shown, e);
        } catch (IOException e) {
            return Finding.fail(unit, shown + ": " + Reason.of(e), RESTART);
        }
    }

    /** This user must not connect, or the address does not exist on this machine, which FreeBind= allows. */
    private Finding unreachable(String shown, IOException why) {
        return Finding.skip(
                unit,
                "the user \"" + System.getProperty("user.name") + "\" cannot connect to " + shown + " ("
                        + Reason.of(why) + ")");
    }

    private static SocketAddress address(ListenAddress listen) {
        if (listen instanceof ListenAddress.Unix unix) {
            return UnixDomainSocketAddress.of(unix.path());
        }
        InetSocketAddress address = ((ListenAddress.Tcp) listen).address();
        return address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }
}
