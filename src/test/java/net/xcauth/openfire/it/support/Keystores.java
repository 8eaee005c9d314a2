package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.xcauth.bridge.it.support.Command;

/** The key stores in an Openfire's home. Made once for each domain: that takes seconds. */
final class Keystores {
    private static final Map<String, Keystores> MADE = new HashMap<>();

    private final byte[] identity;
    private final byte[] trust;

    private Keystores(byte[] identity, byte[] trust) {
        this.identity = identity;
        this.trust = trust;
    }

    /** With a certificate that the domain has signed itself. */
    static synchronized Keystores of(String domain) throws IOException, InterruptedException {
        Keystores made = MADE.get(domain);
        if (made == null) {
            made = make(domain);
            MADE.put(domain, made);
        }
        return made;
    }

    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("keystore"), identity);
        Files.write(folder.resolve("truststore"), trust);
        Files.write(folder.resolve("client.truststore"), trust);
    }

    private static Keystores make(String domain) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("xcauth-keystores-");
        Path identity = folder.resolve("identity");
        Path trust = folder.resolve("trust");
        try {
            keytool(identity, "-genkeypair", "-alias", domain, "-keyalg", "RSA", "-keysize", "2048",
                    "-dname", "CN=" + domain, "-ext", "SAN=dns:" + domain, "-validity", "3650");
            // A store without entries, which keytool cannot make in one step.
            keytool(trust, "-genkeypair", "-alias", "none", "-keyalg", "RSA", "-dname", "CN=none");
            keytool(trust, "-delete", "-alias", "none");
            return new Keystores(Files.readAllBytes(identity), Files.readAllBytes(trust));
        } finally {
            Files.deleteIfExists(identity);
            Files.deleteIfExists(trust);
            Files.delete(folder);
        }
    }

    private static void keytool(Path store, String command, String... options)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Java.program("keytool"), command, "-keystore", store.toString(), "-storetype", "JKS",
                "-storepass", "changeit"));
        if (command.equals("-genkeypair")) {
            line.addAll(List.of("-keypass", "changeit"));
        }
        line.addAll(List.of(options));
        Command.run(line.toArray(String[]::new)).requireSuccess();
    }
}
