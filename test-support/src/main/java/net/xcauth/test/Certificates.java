package net.xcauth.test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates that no authority but their own knows, made without a process of their own. */
public final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BITS = 0x03;
    private static final int OCTETS = 0x04;
    private static final int UTF8 = 0x0c;
    private static final int TIME = 0x18;
    private static final byte[] ECDSA_WITH_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
    private static final byte[] IS_AN_AUTHORITY = HexFormat.of().parseHex("300f0603551d130101ff040530030101ff");
    private static final byte[] ALTERNATIVE_NAME = HexFormat.of().parseHex("0603551d11");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Map<String, Key> keys = new HashMap<>();

    private record Key(PrivateKey key, List<Certificate> chain) {
    }

    /** @param folder where {@link #pem} files are written */
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** Makes a certificate of that name for that host, valid from yesterday on for so many days. */
    public void make(String name, String host, int days) throws GeneralSecurityException, IOException {
        make(name, host, Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(days), name);
    }

    /**
     * Makes a certificate of that name for that host.
     *
     * @param authority the name of the certificate whose key signs it, which may be this one
     */
    public void make(String name, String host, Instant from, Duration valid, String authority)
            throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        PrivateKey signer = authority.equals(name) ? pair.getPrivate() : keys.get(authority).key();
        byte[] content = der(SEQUENCE, der(0xa0, der(INTEGER, new byte[] {2})),
                der(INTEGER, BigInteger.valueOf(keys.size() + 1L).toByteArray()), ECDSA_WITH_SHA256,
                distinguished(authority), der(SEQUENCE, time(from), time(from.plus(valid))), distinguished(name),
                pair.getPublic().getEncoded(), der(0xa3, der(SEQUENCE, IS_AN_AUTHORITY, der(SEQUENCE, ALTERNATIVE_NAME,
                        der(OCTETS, der(SEQUENCE, der(0x82, host.getBytes(StandardCharsets.US_ASCII))))))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(content);
        byte[] whole = der(SEQUENCE, content, ECDSA_WITH_SHA256, der(BITS, new byte[1], signature.sign()));
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(whole)
                + "\n-----END CERTIFICATE-----\n";
        Files.writeString(pem(name), pem);
        Certificate made = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        keys.put(name, new Key(pair.getPrivate(), authority.equals(name) ? List.of(made)
                : List.of(made, keys.get(authority).chain().get(0))));
    }

    /** The file of a certificate. */
    public Path pem(String name) {
        return folder.resolve(name + ".pem");
    }

    /** Listens on loopback, and shows this certificate. */
    public ServerSocket listener(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Key key = keys.get(name);
        store.setKeyEntry("key", key.key(), PASSWORD, key.chain().toArray(Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    }

    private static byte[] distinguished(String commonName) {
        return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME,
                der(UTF8, commonName.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant time) {
        return der(TIME, SECONDS.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    /** A value in ASN.1's distinguished encoding. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        List.of(parts).forEach(content::writeBytes);
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        if (content.size() < 0x80) {
            value.write(content.size());
        } else {
            value.write(0x82);
            value.write(content.size() >> 8);
            value.write(content.size());
        }
        value.writeBytes(content.toByteArray());
        return value.toByteArray();
    }
}
