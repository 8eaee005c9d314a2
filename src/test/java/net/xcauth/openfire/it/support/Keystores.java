package net.xcauth.openfire.it.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import net.xcauth.test.Command;

/** The key stores in an Openfire's home. Created once for each domain, since that takes seconds. */
final class Keystores {
    private static final Map<String, Keystores> MADE = new HashMap<>();

    /** Openfire's default password. */
    private static final String TYPE = "JKS";

    private static final String PASSWORD = "changeit";

    private final byte[] identity;
    private final byte[] trust;

    private Keystores(byte[] identity, byte[] trust) {
        this.identity = identity;
        this.trust = trust;
    }

    /** Creates the key stores, with a self-signed certificate for the domain. */
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
        Path folder = Files.createTempDirectory("xcauth-keystore-");
        Path identity = folder.resolve("keystore");
        try {
            Command.run(
                            Java.program("keytool"),
                            "-genkeypair",
                            "-alias",
                            domain,
                            "-keyalg",
                            "RSA",
                            "-dname",
                            "CN=" + domain,
                            "-ext",
                            "SAN=dns:" + domain,
                            "-validity",
                            "3650",
                            "-keystore",
                            identity.toString(),
                            "-storetype",
                            TYPE,
                            "-storepass",
                            PASSWORD,
                            "-keypass",
                            PASSWORD)
                    .requireSuccess();
            return new Keystores(Files.readAllBytes(identity), empty());
        } finally {
            Files.deleteIfExists(identity);
            Files.delete(folder);
        }
    }

    private static byte[] empty() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            store.store(bytes, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return bytes.toByteArray();
    }
}
