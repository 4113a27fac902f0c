package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Each proxy, a process of its own, does what a proxy has to do. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"miou-nio", "miou-epoll", "netty-nio", "virtual-threads"})
@Timeout(120)
@Tag("harness")
class ProxyTest {

    private static final int MEBIBYTE = 1 << 20;

    /** Each proxy serves a few clients: it ends before a better compiler would have paid. */
    private static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";

    private final String name;

    ProxyTest(String name) {
        this.name = name;
    }

    private RunningServer start(Upstream upstream, String... jvm) throws IOException, InterruptedException {
        try {
            List<String> options = new ArrayList<>(List.of(jvm));
            options.add(ONE_COMPILER);
            return RunningServer.start(ProxyEntry.named(name).before(upstream.port(), options), Cores.any());
        } catch (UnavailableException e) {
            return Assumptions.abort(e.getMessage());
        }
    }

    private static Socket connect(RunningServer proxy) throws IOException {
        return new Socket(proxy.address().getAddress(), proxy.address().getPort());
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String digest(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatClientsSay_reachesTheUpstreamAndComesBack() throws Exception {
        try (Upstream upstream = Upstream.echoing();
                RunningServer proxy = start(upstream);
                Socket first = connect(proxy);
                Socket second = connect(proxy)) {
            for (int i = 0; i < 100; i++) {
                first.getOutputStream().write(i);
                second.getOutputStream().write(100 + i);
                assertThat(first.getInputStream().read()).isEqualTo(i);
                assertThat(second.getInputStream().read()).isEqualTo(100 + i);
            }
        }
    }

    /** Both at once, so that each direction is full while the other is. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aMebibyteBothWaysAtOnce_arrivesUnchanged() throws Exception {
        byte[] request = random(MEBIBYTE, 1);
        byte[] answer = random(MEBIBYTE, 2);
        CompletableFuture<String> received = new CompletableFuture<>();
        Upstream.Conduct conduct = connection -> {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(connection, answer));
            byte[] all = connection.getInputStream().readAllBytes();
            sent.join();
            received.completeAsync(() -> digestOf(all));
        };
        try (Upstream upstream = Upstream.serving(conduct);
                RunningServer proxy = start(upstream);
                Socket client = connect(proxy)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, request));

            byte[] heard = client.getInputStream().readAllBytes();

            sent.join();
            assertThat(digest(heard)).isEqualTo(digest(answer));
            assertThat(received.get()).isEqualTo(digest(request));
        }
    }

    private static String digestOf(byte[] bytes) {
        try {
            return digest(bytes);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The client sends everything before the proxy can have reached the upstream, and still gets its answer.
     */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clientThatHalfCloses_isAnsweredToTheEnd() throws Exception {
        Upstream.Conduct conduct = connection -> {
            byte[] all = connection.getInputStream().readAllBytes();
            for (byte each : all) {
                connection.getOutputStream().write(each);
            }
        };
        try (Upstream upstream = Upstream.serving(conduct); RunningServer proxy = start(upstream)) {
            for (int i = 0; i < 50; i++) {
                try (Socket client = connect(proxy)) {
                    byte[] request = random(100, i);
                    send(client, request);
                    assertThat(client.getInputStream().readAllBytes()).as(proxy::said).isEqualTo(request);
                }
            }
        }
    }

    /** The other half: an upstream that ends first still hears what the client says afterwards. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void upstreamThatHalfCloses_isToldTheRest() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        Upstream.Conduct conduct = connection -> {
            connection.shutdownOutput();
            heard.complete(connection.getInputStream().readAllBytes().length);
        };
        try (Upstream upstream = Upstream.serving(conduct);
                RunningServer proxy = start(upstream);
                Socket client = connect(proxy)) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            send(client, new byte[1000]);
            assertThat(heard.get()).isEqualTo(1000);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void upstreamThatRefuses_costsItsClientTheConnection_andTheProxyGoesOn() throws Exception {
        try (Upstream upstream = Upstream.refusing(); RunningServer proxy = start(upstream)) {
            for (int i = 0; i < 3; i++) {
                try (Socket client = connect(proxy)) {
                    assertThat(client.getInputStream().read()).isEqualTo(-1);
                }
            }
        }
    }

    /** The upstream of the first client resets its connection. The second client still gets its answer. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void upstreamThatFails_failsItsOwnClientOnly() throws Exception {
        Upstream.Conduct conduct = connection -> {
            int word;
            while ((word = connection.getInputStream().read()) >= 0) {
                if (word == 'x') {
                    connection.setSoLinger(true, 0);
                    return;
                }
                connection.getOutputStream().write(word);
            }
        };
        try (Upstream upstream = Upstream.serving(conduct);
                RunningServer proxy = start(upstream);
                Socket other = connect(proxy);
                Socket unlucky = connect(proxy)) {
            other.getOutputStream().write('a');
            assertThat(other.getInputStream().read()).isEqualTo('a');
            unlucky.getOutputStream().write('x');
            assertEnded(unlucky);
            other.getOutputStream().write('b');
            assertThat(other.getInputStream().read()).isEqualTo('b');
        }
    }

    private static void assertEnded(Socket client) {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void clientThatVanishes_isGoneForTheUpstreamToo() throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        Upstream.Conduct conduct = connection -> {
            try {
                heard.complete(connection.getInputStream().read() == 'a');
                ended.complete(connection.getInputStream().read() < 0);
            } catch (IOException e) {
                ended.complete(true);
            }
        };
        try (Upstream upstream = Upstream.serving(conduct); RunningServer proxy = start(upstream)) {
            Socket client = connect(proxy);
            client.getOutputStream().write('a');
            assertThat(heard.get()).isTrue();
            client.setSoLinger(true, 0);
            client.close();
            assertThat(ended.get()).isTrue();
        }
    }

    /** The proxy has 64 MiB, the upstream sends 256: what the client does not read has to stay where it came from. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void readerThatIsSlow_holdsTheUpstreamUp() throws Exception {
        int pieces = 256;
        byte[] piece = random(MEBIBYTE, 3);
        AtomicLong sent = new AtomicLong();
        Upstream.Conduct conduct = connection -> {
            connection.setSendBufferSize(MEBIBYTE / 16);
            OutputStream output = connection.getOutputStream();
            for (int i = 0; i < pieces; i++) {
                output.write(piece);
                sent.incrementAndGet();
            }
        };
        try (Upstream upstream = Upstream.serving(conduct);
                RunningServer proxy = start(upstream, "-Xmx64m");
                Socket client = new Socket()) {
            client.setReceiveBufferSize(MEBIBYTE / 16);
            client.connect(proxy.address());
            int first = client.getInputStream().read();
            proxy.awaitQuiet();
            // What the system buffers is bounded too: on Linux by tcp_rmem and tcp_wmem, some tens of MiB.
            assertThat(sent.get()).isLessThan(pieces / 2);

            MessageDigest heard = MessageDigest.getInstance("SHA-256");
            heard.update((byte) first);
            byte[] buffer = new byte[MEBIBYTE];
            int count;
            while ((count = client.getInputStream().read(buffer)) >= 0) {
                heard.update(buffer, 0, count);
            }
            MessageDigest said = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < pieces; i++) {
                said.update(piece);
            }
            assertThat(heard.digest()).isEqualTo(said.digest());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void sigterm_closesEverythingAndEndsTheProxy() throws Exception {
        try (Upstream upstream = Upstream.echoing()) {
            RunningServer proxy = start(upstream);
            try (Socket busy = connect(proxy); Socket idle = connect(proxy)) {
                busy.getOutputStream().write('a');
                assertThat(busy.getInputStream().read()).isEqualTo('a');

                // As the JVM ends by a signal: 128 and the number of SIGTERM.
                assertThat(proxy.terminate()).isEqualTo(128 + 15);

                assertEnded(busy);
                assertEnded(idle);
                InetSocketAddress address = proxy.address();
                assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                        .isInstanceOf(IOException.class);
                assertThat(proxy.said()).doesNotContain("within").doesNotContain("Exception");
            }
        }
    }
}
