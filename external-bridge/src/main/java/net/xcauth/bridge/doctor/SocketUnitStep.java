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
import net.xcauth.bridge.doctor.Question.Verdict;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.server.ListenAddress;
import net.xcauth.core.cloud.Stranger;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Reason;

/** Whether xcauth answers at a socket that systemd holds for it. */
final class SocketUnitStep {
    private static final String STREAM = " (Stream)";
    private static final String RESTART = "Run systemctl restart xcauth; the log and journalctl -u xcauth may say why.";

    private final String unit;
    private final Map<String, List<String>> properties;
    private final Optional<Protocol> protocol;
    private final Duration patience;

    /**
     * @param unit     its name
     * @param type     the protocol of sockets without a name
     * @param patience how long an answer may take
     * @throws IOException if systemd cannot be asked
     */
    SocketUnitStep(String unit, Systemctl systemctl, Optional<Protocol> type, Duration patience) throws IOException {
        this.unit = unit;
        this.patience = patience;
        properties = systemctl.show(unit, "ActiveState", "UnitFileState", "FileDescriptorName", "Listen");
        protocol = Protocol.named(Systemctl.first(properties, "FileDescriptorName"))
                .or(() -> type);
    }

    /** Asks about somebody who does not exist; empty if the socket is closed because an administrator wants that. */
    Optional<Finding> examine() {
        if (!Systemctl.first(properties, "ActiveState").equals("active")) {
            return Systemctl.first(properties, "UnitFileState").equals("enabled")
                    ? Optional.of(Finding.fail(
                            unit,
                            "is enabled, and systemd does not listen there: it is "
                                    + Systemctl.first(properties, "ActiveState"),
                            "The command journalctl -u " + unit
                                    + " says why; correct that, then run systemctl stop xcauth; systemctl start " + unit
                                    + " xcauth."))
                    : Optional.empty();
        }
        Finding finding = Finding.skip(unit, "there is no stream socket in it whose protocol is known");
        if (protocol.isPresent()) {
            for (String each : addresses()) {
                finding = ask(ListenAddress.parse(protocol.get().label() + '=' + each), each);
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
            Question question = Question.about(Stranger.create().account(), Stranger.DOMAIN, listen.protocol());
            return new SocketProbe(address(listen), patience).ask(question) == Verdict.ANSWER
                    ? Finding.ok(unit, "xcauth answers at " + shown)
                    : Finding.fail(unit, "who answers at " + shown + " does not do it as xcauth does", RESTART);
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

    /** No right to connect, or no such address on this machine, which FreeBind= allows. */
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
