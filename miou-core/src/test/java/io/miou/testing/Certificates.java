package io.miou.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keys and certificates that are made once in a process, by the keytool of the running JDK. Each certificate has signed
 * itself and is trusted by all contexts. Any thread.
 */
public final class Certificates {

    /** For {@code localhost} and 127.0.0.1. */
    public static final String LOCALHOST = "localhost";

    /** For {@code other.test}, a name that no resolver knows. */
    public static final String OTHER = "other";

    /** For a client named Ada. */
    public static final String CLIENT = "client";

    /** For {@code localhost} too, and trusted by no context. */
    public static final String STRANGER = "stranger";

    private static final char[] PASSWORD = "password".toCharArray();

    private static final KeyStore ALL = make();

    private Certificates() {
    }

    private static KeyStore make() {
        try {
            Path folder = Files.createTempDirectory("miou-certificates");
            Path file = folder.resolve("all.p12");
            try {
                generate(file, LOCALHOST, "CN=localhost", "san=dns:localhost,ip:127.0.0.1");
                generate(file, OTHER, "CN=other.test", "san=dns:other.test");
                generate(file, CLIENT, "CN=Ada", "san=email:ada@other.test");
                generate(file, STRANGER, "CN=localhost", "san=dns:localhost,ip:127.0.0.1");
                KeyStore all = KeyStore.getInstance("PKCS12");
                all.load(new ByteArrayInputStream(Files.readAllBytes(file)), PASSWORD);
                return all;
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificates could be made", e);
        }
    }

    private static void generate(Path file, String alias, String name, String extension)
            throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", alias, "-dname", name, "-ext",
                extension, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "7", "-storetype", "PKCS12",
                "-keystore", file.toString(), "-storepass", new String(PASSWORD), "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC").redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), US_ASCII);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + words);
        }
    }

    /** Returns a context with the keys of some of them, which trusts all but the stranger. */
    public static SSLContext context(String... aliases) {
        try {
            // The one named PKIX chooses among several keys by the name that a client asks for. It also decrypts the
            // key in each handshake, which takes longer than the handshake.
            KeyManagerFactory keys = KeyManagerFactory
                    .getInstance(aliases.length == 1 ? KeyManagerFactory.getDefaultAlgorithm() : "PKIX");
            keys.init(only(List.of(aliases)), PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore trusted = empty();
            for (String alias : List.of(LOCALHOST, OTHER, CLIENT)) {
                trusted.setCertificateEntry(alias, certificate(alias));
            }
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    private static KeyStore only(List<String> aliases) throws GeneralSecurityException, IOException {
        KeyStore some = empty();
        for (String alias : aliases) {
            some.setKeyEntry(alias, ALL.getKey(alias, PASSWORD), PASSWORD, ALL.getCertificateChain(alias));
        }
        return some;
    }

    /** Returns a certificate. */
    public static Certificate certificate(String alias) throws GeneralSecurityException {
        return ALL.getCertificate(alias);
    }

    /** Writes a certificate and its key as OpenSSL reads them. */
    public static Path writePem(Path folder, String alias) throws GeneralSecurityException, IOException {
        Key key = ALL.getKey(alias, PASSWORD);
        return Files.writeString(folder.resolve(alias + ".pem"),
                pem("CERTIFICATE", certificate(alias).getEncoded()) + pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes)
                + "\n-----END " + kind + "-----\n";
    }
}
