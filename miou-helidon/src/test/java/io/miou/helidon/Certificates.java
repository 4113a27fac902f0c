package io.miou.helidon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate for localhost, made once in a process by the JDK's keytool. */
final class Certificates {

    private static final char[] PASSWORD = "password".toCharArray();
    private static final String ALIAS = "localhost";

    private static final KeyStore STORE = make();

    private Certificates() {
    }

    private static KeyStore make() {
        try {
            Path folder = Files.createTempDirectory("miou-certificates");
            Path file = folder.resolve("all.p12");
            String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            String _ = Commands.run(keytool, "-genkeypair", "-alias", ALIAS, "-dname", "CN=localhost", "-ext",
                    "san=dns:localhost,ip:127.0.0.1", "-keyalg", "EC", "-groupname", "secp256r1", "-storetype",
                    "PKCS12",
                    "-keystore", file.toString(), "-storepass", new String(PASSWORD));
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream content = Files.newInputStream(file)) {
                store.load(content, PASSWORD);
            }
            Files.delete(file);
            Files.delete(folder);
            return store;
        } catch (Exception e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    /** Returns a context that shows the certificate and trusts it. */
    static SSLContext context() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(STORE, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, STORE.getCertificate(ALIAS));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Writes the certificate for clients that trust it. */
    static Path writePem(Path folder) throws Exception {
        String content = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                .encodeToString(STORE.getCertificate(ALIAS).getEncoded());
        return Files.writeString(folder.resolve("localhost.pem"), "-----BEGIN CERTIFICATE-----\n" + content
                + "\n-----END CERTIFICATE-----\n");
    }
}
