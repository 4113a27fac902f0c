package io.miou.benchmarks.echo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** An echo server on the JDK's virtual threads and its {@link SSLSocket}, with an array for each connection. */
public final class VirtualThreadTlsServer {

    private VirtualThreadTlsServer() {
    }

    /** @param args the size of a connection's array, in bytes */
    public static void main(String... args) throws IOException {
        if (ServerKeys.isOpenSsl()) {
            Standing.unavailable(new UnsupportedOperationException("SSLSocket has the JDK's engine only"));
        }
        int bufferSize = Integer.parseInt(args[0]);
        SSLServerSocket listener = (SSLServerSocket) ServerKeys.jdkContext().getServerSocketFactory()
                .createServerSocket(0, Standing.BACKLOG, Standing.freePort().getAddress());
        listener.setEnabledCipherSuites(new String[]{ServerKeys.CIPHER});
        Thread.startVirtualThread(() -> accept(listener, bufferSize));
        Standing.announce(listener.getLocalSocketAddress());
        Standing.awaitEnd();
        System.exit(0);
    }

    private static void accept(SSLServerSocket listener, int bufferSize) {
        try {
            while (true) {
                SSLSocket client = (SSLSocket) listener.accept();
                client.setTcpNoDelay(true);
                Thread.startVirtualThread(() -> echo(client, bufferSize));
            }
        } catch (IOException e) {
            throw new IllegalStateException("nobody can be accepted any more; start the server again", e);
        }
    }

    private static void echo(SSLSocket client, int bufferSize) {
        try (client; InputStream input = client.getInputStream(); OutputStream output = client.getOutputStream()) {
            byte[] buffer = new byte[bufferSize];
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                output.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // The client has gone without a goodbye.
        }
    }
}
