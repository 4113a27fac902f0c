package io.miou.benchmarks.echo;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The key and the certificate of the servers that encrypt, and the engine that they take. Both are system properties of
 * a server's process. Any thread.
 */
public final class ServerKeys {

    /** The only cipher suite of the JDK's engines: Netty and the JDK prefer different ones. OpenSSL prefers it too. */
    static final String CIPHER = "TLS_AES_128_GCM_SHA256";

    private static final String FILE = "benchmark.keys";
    private static final String ENGINE = "benchmark.engine";
    private static final String PASSWORD = "password";

    private ServerKeys() {
    }

    /**
     * Makes a key on the curve P-256 and its certificate, by the keytool of the running JDK.
     *
     * @param engine {@code jdk} or {@code openssl}
     * @return the options of a server's JVM; the file is deleted when this process ends
     */
    public static List<String> options(String engine) {
        try {
            Path folder = Files.createTempDirectory("benchmark-keys");
            Path file = folder.resolve("keys.p12");
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", "server", "-dname", "CN=localhost", "-keyalg", "EC", "-groupname",
                    "secp256r1", "-validity", "7", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass",
                    PASSWORD).redirectErrorStream(true).start();
            String words = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + words);
            }
            return List.of("-D" + FILE + "=" + file, "-D" + ENGINE + "=" + engine);
        } catch (IOException e) {
            throw new IllegalStateException("no key could be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a key was made", e);
        }
    }

    /** {@return whether the server is to use OpenSSL} */
    static boolean isOpenSsl() {
        return "openssl".equals(System.getProperty(ENGINE));
    }

    /** {@return the key of this process} */
    static KeyManagerFactory load() throws IOException {
        try (InputStream file = Files.newInputStream(Path.of(System.getProperty(FILE)))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key cannot be read", e);
        }
    }

    /** {@return a context of the JDK with the key of this process} */
    static SSLContext jdkContext() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(load().getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key cannot be used", e);
        }
    }

    /** {@return a context of Netty with the key of this process} */
    static SslContext nettyContext() throws IOException {
        SslContextBuilder builder = SslContextBuilder.forServer(load());
        return isOpenSsl()
                ? builder.sslProvider(SslProvider.OPENSSL).build()
                : builder.sslProvider(SslProvider.JDK).ciphers(List.of(CIPHER)).build();
    }
}
