package net.xcauth.bridge.doctor;

import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.server.ListenAddress;
import net.xcauth.core.examination.Finding;

/** Whether each socket can be listened on, or is listened on by xcauth already. */
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
        Occupant occupant = new Occupant(Occupant.patience(config));
        for (ListenAddress address : config.listen()) {
            findings.accept(
                    address instanceof ListenAddress.Tcp tcp
                            ? new TcpListenerStep(tcp, occupant).examine()
                            : new UnixListenerStep((ListenAddress.Unix) address, occupant).examine());
        }
    }
}
