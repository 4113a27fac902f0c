package io.miou.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Outcome.Failure;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.net.Buffers;
import io.miou.net.ByteStream;
import io.miou.net.ClientHandshakeException;
import io.miou.net.ClientResetException;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import io.miou.net.TcpStream;
import io.miou.net.Tls;
import io.miou.net.TlsStream;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.testkit.MiouTest.FaultLevel;
import io.miou.testkit.cancellation.TlsKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Servers that encrypt and are stopped at any moment, in simulated worlds with every level of faults, and clients that
 * are silent, speak no TLS, or close without close-notify. The kit checks that nothing is left behind.
 * {@code -Dmiou.testkit.seeds=1000} plays more worlds.
 */
@Timeout(3600)
@Tag("slow")
@Isolated("worlds that share locks of the JDK's TLS are played one at a time")
class ServerTlsOnAnyNetworkTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final Tls TLS = Tls.of(TlsKeys.context());

    private static final LongAdder SERVED = new LongAdder();
    private static final LongAdder FAILED = new LongAdder();
    private static final LongAdder RESET = new LongAdder();
    private static final LongAdder CUT = new LongAdder();
    private static final LongAdder REFUSED = new LongAdder();

    private static void serve(World world) {
        SplittableRandom random = new SplittableRandom(world.seed());
        AtomicInteger handled = new AtomicInteger();
        List<Throwable> failures = new ArrayList<>();
        Latch stop = new Latch(1);
        Computation<SocketAddress> listening = new Computation<>();
        Server server = Server.at(ANY_PORT).tls(TLS.handshakeLimit(Duration.ofSeconds(20))).clients(3)
                .idle(Duration.ofSeconds(2)).grace(Duration.ofMinutes(10)).stop(stop)
                .failed((_, failure) -> failures.add(failure)).listening(listening::tryReturn);
        Promise<ServeReport> serving = Miou.async(() -> server.serve(client -> {
            handled.incrementAndGet();
            assertThat(((TlsStream) client).session().isValid()).isTrue();
            echo(client);
        }));
        SocketAddress address = listening.await();
        List<Promise<Integer>> clients = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            SplittableRandom own = random.split();
            clients.add(Miou.async(() -> talk(address, own)));
        }
        Miou.sleep(Duration.ofMillis(random.nextInt(4_000)));
        stop.countDown();
        check(serving.await(), handled.get(), failures, Miou.awaitAll(clients));
    }

    private static void echo(ByteStream client) throws IOException {
        for (int count = 0; count >= 0;) {
            client.awaitReadable();
            try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                count = client.read(buffer.get().limit(100));
                client.write(buffer.get().flip());
            }
        }
    }

    private static int talk(SocketAddress server, SplittableRandom random) throws IOException {
        TcpStream transport = TcpStream.connect(server);
        switch (random.nextInt(6)) {
            case 0 -> {
                try (transport) {
                    // Silent until the server ends it, at the limit of the handshake or at the stop.
                    assertThat(transport.read(new byte[1])).isEqualTo(-1);
                }
                return 0;
            }
            case 1 -> {
                try (transport) {
                    transport.write("this is no record of TLS".getBytes(US_ASCII));
                    byte[] _ = transport.inputStream().readAllBytes();
                }
                return 0;
            }
            default -> {
                Tls tls = TLS.protocols(random.nextBoolean() ? "TLSv1.2" : "TLSv1.3");
                try (TlsStream stream = TlsStream.client(transport, tls, "localhost", 1)) {
                    return say(stream, random);
                }
            }
        }
    }

    /** Sends messages and compares their echoes, until the server ends; returns how many came back whole. */
    private static int say(TlsStream stream, SplittableRandom random) throws IOException {
        int messages = random.nextInt(4);
        for (int i = 0; i < messages; i++) {
            byte[] sent = new byte[1 + random.nextInt(300)];
            random.nextBytes(sent);
            stream.write(sent);
            byte[] echo = new byte[sent.length];
            for (int at = 0; at < echo.length;) {
                int count = stream.read(echo, at, echo.length - at);
                if (count < 0) {
                    assertThat(Arrays.copyOf(echo, at)).isEqualTo(Arrays.copyOf(sent, at));
                    return i;
                }
                at += count;
            }
            assertThat(echo).isEqualTo(sent);
            Miou.sleep(Duration.ofMillis(random.nextInt(1_000)));
        }
        switch (random.nextInt(3)) {
            case 0 -> assertThat(stream.read(new byte[1])).isEqualTo(-1);
            case 1 -> stream.shutdownOutput();
            default -> {
                // Closes at once.
            }
        }
        return messages;
    }

    private static void check(ServeReport report, int handled, List<Throwable> failures,
            List<Outcome<Integer>> clients) {
        SERVED.add(report.served());
        FAILED.add(report.failed());
        RESET.add(report.reset());
        CUT.add(report.cut());
        REFUSED.add(report.refused());
        assertThat(report.cut()).isZero();
        assertThat(handled).isLessThanOrEqualTo((int) (report.accepted() - report.refused()));
        assertThat(report.served()).isLessThanOrEqualTo(handled);
        assertThat(failures).hasSize((int) (report.reset() + report.failed()));
        assertThat(failures.stream().filter(ClientResetException.class::isInstance)).hasSize((int) report.reset());
        assertThat(failures.stream().filter(ClientHandshakeException.class::isInstance))
                .as("what a client or the network does is no fault: %s", failures).hasSize((int) report.failed());
        assertThat(clients).noneMatch(outcome -> outcome instanceof Failure<Integer>(Throwable cause)
                && !(cause instanceof IOException));
    }

    @AfterAll
    static void report() {
        System.out.println("encrypted clients in simulated worlds: " + SERVED + " served, " + FAILED
                + " without a handshake, " + RESET + " reset, " + CUT + " cut, " + REFUSED + " refused");
    }

    @MiouTest(seeds = 5)
    void inAQuietWorld_everyClientIsAnsweredOrEnded(World world) {
        serve(world);
    }

    @MiouTest(seeds = 5, faults = FaultLevel.ROUGH)
    void inARoughWorld_everyClientIsAnsweredOrEnded(World world) {
        serve(world);
    }

    @MiouTest(seeds = 10, faults = FaultLevel.HOSTILE)
    void inAHostileWorld_brokenConnectionsAreToldApart(World world) {
        serve(world);
    }
}
