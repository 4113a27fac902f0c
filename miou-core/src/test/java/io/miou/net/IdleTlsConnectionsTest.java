package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.task.Task;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.BufferedReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Timeout;

/**
 * Encrypted connections that wait for a request hold no buffer. The clients are in a second process, so that each
 * process has one descriptor for a connection. {@code -Dmiou.idle.connections=10000} takes minutes.
 */
@Slow
@Timeout(3600)
class IdleTlsConnectionsTest {

    private static final int CONNECTIONS = Integer.getInteger("miou.idle.connections", 100);
    private static final String READY = "ready";

    /** Opens the connections, and ends when the server has ended all of them. */
    static final class Clients {

        private Clients() {
        }

        public static void main(String... args) throws Exception {
            InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.getInteger("port"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[]{new TrustingAll()}, null);
            Miou.launcher().domains(0).run(() -> {
                List<TlsStream> streams = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    TlsStream client = TlsStream.client(TcpStream.connect(server), context, "localhost", 1);
                    client.write(new byte[]{(byte) i});
                    client.readFully(new byte[1]);
                    streams.add(client);
                }
                System.out.println(READY);
                for (TlsStream client : streams) {
                    if (client.read(new byte[1]) != -1) {
                        throw new AssertionError("the server has sent more");
                    }
                    client.close();
                }
            });
        }
    }

    /** Certificates are made for one process. */
    private static final class TrustingAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static void echo(ByteStream client) throws Exception {
        for (int count = 0; count >= 0;) {
            client.awaitReadable();
            try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                count = client.read(buffer.get());
                client.write(buffer.get().flip());
            }
        }
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    @OnEveryEngine
    void idleConnections_holdNoBuffer(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            Latch stop = new Latch(1);
            Computation<SocketAddress> address = new Computation<>();
            Promise<ServeReport> server = Miou.async(() -> Server.at(Loopback.anyPort()).tls(Secured.SERVER).stop(stop)
                    .listening(address::tryReturn).serve(IdleTlsConnectionsTest::echo));
            int port = ((InetSocketAddress) address.await()).getPort();
            long heap = heapInUse();
            Process clients = FreshJvm.of(Clients.class, "-Dport=" + port, "-Dmiou.idle.connections=" + CONNECTIONS)
                    .builder().start();
            try (BufferedReader said = clients.inputReader()) {
                assertThat(Miou.blocking(said::readLine)).isEqualTo(READY);
                // The tasks that served the last of them come to their next wait.
                for (int i = 0; i < 10; i++) {
                    Miou.yield();
                }
                assertThat(Buffers.of(Task.current()).taken()).isZero();
                System.out.printf("%d idle connections: %d bytes of heap each, %d KiB of direct memory in all, %s%n",
                        CONNECTIONS, (heapInUse() - heap) / CONNECTIONS, directMemory() / 1024, variant);
                stop.countDown();
                assertThat(server.await()).isEqualTo(new ServeReport(CONNECTIONS, 0, 0, 0, 0));
                assertThat(Miou.blocking(said::readAllAsString)).isEmpty();
                assertThat(Miou.<Integer, InterruptedException>blocking(clients::waitFor)).isZero();
            } finally {
                clients.destroyForcibly();
            }
        });
    }
}
