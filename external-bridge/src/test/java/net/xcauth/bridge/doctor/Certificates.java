package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import net.xcauth.test.Command;

/** Self-signed certificates for tests, made by Java's keytool. */
public final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;

    /** @param folder where they are kept */
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** Makes a certificate of that name for that host, valid from yesterday on for so many days. */
    public void make(String name, String host, int days) throws Exception {
        String store = store(name).toString();
        keytool("-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:" + host,
                "-ext", "bc=ca:true", "-startdate", "-1d", "-validity", Integer.toString(days), "-keystore", store,
                "-storepass", PASSWORD);
        keytool("-exportcert", "-rfc", "-alias", "key", "-keystore", store, "-storepass", PASSWORD, "-file",
                pem(name).toString());
    }

    /** The file of a certificate. */
    public Path pem(String name) {
        return folder.resolve(name + ".pem");
    }

    /** A listener that shows this certificate. */
    public ServerSocket listener(String name) throws Exception {
        KeyStore keys = KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    private Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Command.run(Stream.concat(Stream.of(keytool), Stream.of(arguments)).toArray(String[]::new)).requireSuccess();
    }
}
