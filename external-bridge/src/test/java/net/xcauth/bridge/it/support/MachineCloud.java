package net.xcauth.bridge.it.support;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.ManagedProcess;

/**
 * A demo cloud that a machine reaches as {@code nextcloud.example.org}. It runs outside, in the tests' Java process.
 * The machine has a certificate for all of {@code example.org} in the place of Let's Encrypt's, and trusts it.
 */
public final class MachineCloud {
    public static final String SECRET = DemoSettings.DEMO_SECRET;
    /** Replacements for a guide's examples, which the bridge refuses literally. */
    static final Map<String, String> FILLED_IN = Map.of(
            "https://cloud.example.org/",
            "https://nextcloud.example.org/",
            "put-the-app-password-here",
            DemoAccounts.DEMO_SERVICE_PASSWORD);

    public static final String URL = "https://nextcloud.example.org" + DemoCloud.API_PATH;

    private static final String FOLDER = "/etc/letsencrypt/live/example.org";
    private static final String KEY = FOLDER + "/privkey.pem";
    private static final String CERTIFICATE = FOLDER + "/fullchain.pem";
    private static final String TRUSTED_BY_JAVA = "/etc/ssl/certs/java/cacerts";
    private static final char[] JAVAS_PASSWORD = "changeit".toCharArray();
    private static final String PREPARATION = """
            set -e
            mkdir -p %1$s
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=example.org \
                -addext 'subjectAltName=DNS:example.org,DNS:*.example.org' -keyout %2$s -out %3$s
            cat %3$s >> /etc/ssl/certs/ca-certificates.crt
            echo '127.0.0.1 nextcloud.example.org cloud.example.org chat.example.org example.org' >> /etc/hosts
            """.formatted(FOLDER, KEY, CERTIFICATE);

    private final Machine machine;
    private final DemoCloud demo;
    private ManagedProcess door;

    private MachineCloud(Machine machine, DemoCloud demo) {
        this.machine = machine;
        this.demo = demo;
    }

    /** Starts it, and makes it reachable from the machine. */
    public static MachineCloud startIn(Machine machine) throws Exception {
        Machine.requirePackages(List.of("socat", "openssl"));
        Machine.requireJava();
        machine.require(PREPARATION);
        letJavaTrust(machine.file(TRUSTED_BY_JAVA), machine.file(CERTIFICATE));
        DemoCloud demo = machine.add(DemoCloud.start(DemoSettings.defaults()));
        demo.nextcloud().exempt(true);
        MachineCloud cloud = new MachineCloud(machine, demo);
        cloud.start();
        return cloud;
    }

    /** Ends an outage. */
    public void start() throws Exception {
        door = machine.listen(
                "OPENSSL-LISTEN:443,verify=0,cert=" + machine.file(CERTIFICATE) + ",key=" + machine.file(KEY),
                demo.url().getPort());
    }

    /** Its users and groups. */
    public DemoAccounts accounts() {
        return demo.accounts();
    }

    /** Begins an outage. */
    public void stop() {
        door.close();
    }

    private static void letJavaTrust(Path trusted, Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(trusted.toFile(), JAVAS_PASSWORD);
        try (InputStream in = Files.newInputStream(certificate)) {
            Certificate added = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setCertificateEntry("example.org", added);
        }
        try (OutputStream out = Files.newOutputStream(trusted)) {
            store.store(out, JAVAS_PASSWORD);
        }
    }
}
