package net.xcauth.bridge.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to systemd that the service is ready, so that {@code systemctl start} waits for it or fails.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify(3)</a>
 */
public final class Readiness {
    private static final Logger log = LoggerFactory.getLogger(Readiness.class);

    private Readiness() {}

    /** Starts systemd-notify without waiting for it, since Java cannot send datagrams to a Unix socket. */
    public static void tell(Map<String, String> environment) {
        if (!environment.containsKey("NOTIFY_SOCKET")) {
            return;
        }
        try {
            new ProcessBuilder("systemd-notify", "--ready")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            log.warn(
                    "cannot tell systemd that the service has started ({}), so systemd will stop it; without "
                            + "systemd-notify, set Type=exec in a drop-in of the unit",
                    e.getMessage());
        }
    }
}
