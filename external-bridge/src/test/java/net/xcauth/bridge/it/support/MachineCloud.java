package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Main;
import net.xcauth.demo.Settings;
import net.xcauth.test.Eventually;

/**
 * The demo cloud as a service of a machine. The machine also has a certificate for all of {@code example.org}, where Let's
 * Encrypt would put it, and trusts it.
 */
public final class MachineCloud {
    public static final String SECRET = Settings.DEMO_SECRET;
    /** What it has for a guide's examples, which the bridge refuses as they are. */
    public static final Map<String, String> FILLED_IN = Map.of("https://cloud.example.org/",
            "https://nextcloud.example.org/", "put-the-API-secret-here", SECRET);
    public static final String URL = "https://nextcloud.example.org" + DemoCloud.API_PATH;

    private static final String PROGRAM = "/usr/local/lib/demo-cloud";
    private static final String LIBRARIES = Machine.SOURCES + "/external-bridge/target/xcauth/lib/*";
    private static final String CERTIFICATE = "/etc/letsencrypt/live/example.org";
    private static final String PREPARATION = """
            set -e
            mkdir -p %1$s
            openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=example.org \
                -addext 'subjectAltName=DNS:example.org,DNS:*.example.org' -keyout %1$s/privkey.pem -out %1$s/fullchain.pem
            cat %1$s/fullchain.pem >> /etc/ssl/certs/ca-certificates.crt
            keytool -importcert -noprompt -cacerts -storepass changeit -alias example.org -file %1$s/fullchain.pem
            echo '127.0.0.1 nextcloud.example.org cloud.example.org chat.example.org example.org' >> /etc/hosts
            """.formatted(CERTIFICATE);
    private static final String SERVICE = """
            [Unit]
            Wants=cloud-tls.service
            [Service]
            Type=exec
            ExecStart=java -Xmx64m -cp %s:%s %s --port 8000 --secret %s
            """.formatted(PROGRAM, LIBRARIES, Main.class.getName(), SECRET);
    private static final String TLS_SERVICE = """
            [Unit]
            PartOf=cloud.service
            [Service]
            Type=exec
            ExecStart=socat OPENSSL-LISTEN:443,reuseaddr,fork,verify=0,cert=%1$s/fullchain.pem,key=%1$s/privkey.pem \
            TCP:127.0.0.1:8000
            """.formatted(CERTIFICATE);

    private final Machine machine;

    private MachineCloud(Machine machine) {
        this.machine = machine;
    }

    /** Starts it, and waits until it answers. */
    public static MachineCloud startIn(Machine machine) throws Exception {
        Machine.requirePackages(List.of("socat", "openssl", "curl", "openjdk-17-jre-headless"));
        machine.require(PREPARATION);
        copy(Path.of(DemoCloud.class.getProtectionDomain().getCodeSource().getLocation().toURI()), machine.file(PROGRAM));
        Files.writeString(machine.file("/etc/systemd/system/cloud.service"), SERVICE);
        Files.writeString(machine.file("/etc/systemd/system/cloud-tls.service"), TLS_SERVICE);
        machine.require("systemctl daemon-reload");
        MachineCloud cloud = new MachineCloud(machine);
        cloud.start();
        return cloud;
    }

    /** Ends an outage, and waits until it answers. */
    public void start() throws Exception {
        machine.require("systemctl start cloud");
        Eventually.until("the cloud answers", () -> machine.run("curl --silent " + URL).exit() == 0);
    }

    /** Begins an outage. */
    public void stop() throws Exception {
        machine.require("systemctl stop cloud");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }
}
