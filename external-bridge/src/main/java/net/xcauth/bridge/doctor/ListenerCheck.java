package net.xcauth.bridge.doctor;

import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.core.examination.Finding;

/** Checks that each listener can be opened, or already belongs to xcauth. */
final class ListenerCheck implements Check {
    @Override
    public String title() {
        return "listeners";
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        if (config.listen().isEmpty()) {
            findings.accept(Finding.ok(
                    title(),
                    "none is configured; xcauth answers on standard input, or on sockets " + "that systemd passes"));
        }
        ListenerProbe probe = new ListenerProbe(ListenerProbe.timeout(config));
        for (ListenAddress address : config.listen()) {
            findings.accept(
                    address instanceof ListenAddress.Tcp tcp
                            ? new TcpListenerStep(tcp, probe).examine()
                            : new UnixListenerStep((ListenAddress.Unix) address, probe).examine());
        }
    }
}
