package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.text.Reason;

/** Checks that the service runs with the current configuration and answers at the sockets that systemd holds for it. */
public final class ServiceCheck implements Check {
    private static final String UNIT = "xcauth.service";
    private static final String RESTART = "systemctl restart xcauth";

    private final Systemctl systemctl;

    /** Queries systemd. */
    public ServiceCheck() {
        this(new Systemctl());
    }

    ServiceCheck(Systemctl systemctl) {
        this.systemctl = systemctl;
    }

    @Override
    public String title() {
        return "service";
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        if (!systemctl.isBooted()) {
            findings.accept(Finding.ok(title(), "systemd is not running here"));
            return;
        }
        try {
            examine(
                    systemctl.show(
                            UNIT,
                            "LoadState",
                            "ActiveState",
                            "UnitFileState",
                            "Result",
                            "ExecStart",
                            "MainPID",
                            "TriggeredBy"),
                    config,
                    findings);
        } catch (IOException e) {
            findings.accept(Finding.skip(title(), "systemd cannot be queried (" + Reason.of(e) + ")"));
        }
    }

    private void examine(Map<String, List<String>> unit, Config config, Consumer<Finding> findings) throws IOException {
        String state = Systemctl.first(unit, "ActiveState");
        if (!Systemctl.first(unit, "LoadState").equals("loaded")) {
            findings.accept(Finding.ok(title(), "systemd has no " + UNIT));
        } else if (!isOfThisConfiguration(unit, config)) {
            findings.accept(Finding.skip(title(), UNIT + " has a different configuration file"));
        } else if (state.equals("active")) {
            findings.accept(running(unit, config));
            for (String socket : Systemctl.first(unit, "TriggeredBy").split(" ")) {
                if (socket.endsWith(".socket")) {
                    new SocketUnitStep(socket, systemctl, config.type(), ListenerProbe.timeout(config))
                            .examine()
                            .ifPresent(findings);
                }
            }
        } else if (state.equals("inactive")
                && !Systemctl.first(unit, "UnitFileState").equals("enabled")) {
            findings.accept(Finding.ok(title(), UNIT + " is neither enabled nor running"));
        } else {
            findings.accept(Finding.fail(
                    title(),
                    UNIT + " is not running: its state is " + state + " (result: " + Systemctl.first(unit, "Result")
                            + ")",
                    "Find the reason with journalctl -u xcauth and fix it, then run " + RESTART + "."));
        }
    }

    /** Its command line is {@code { path=… ; argv[]=/usr/bin/xcauth -c /etc/xcauth.conf ; … }}. */
    private static boolean isOfThisConfiguration(Map<String, List<String>> unit, Config config) {
        String file = Path.of(config.source()).toAbsolutePath().normalize().toString();
        return Pattern.compile("[ =]" + Pattern.quote(file) + "(?: |$)")
                .matcher(Systemctl.first(unit, "ExecStart"))
                .find();
    }

    private Finding running(Map<String, List<String>> unit, Config config) throws IOException {
        Optional<Instant> start = ProcessHandle.of(Long.parseLong(Systemctl.first(unit, "MainPID")))
                .flatMap(process -> process.info().startInstant());
        Instant change = Files.getLastModifiedTime(Path.of(config.source())).toInstant();
        return start.isPresent() && start.get().isBefore(change)
                ? Finding.warn(
                        title(),
                        UNIT + " is running, but " + config.source() + " was changed after it started",
                        "Run " + RESTART + " to apply the change.")
                : Finding.ok(title(), UNIT + " is running");
    }
}
