package io.miou.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Outcome.Failure;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.net.Buffers;
import io.miou.net.ByteStream;
import io.miou.net.ClientResetException;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import io.miou.net.TcpStream;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.testkit.MiouTest.FaultLevel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * Servers that are stopped at any moment, in simulated worlds with every level of faults: in both forms, with a limit,
 * with idle clients. The kit checks that nothing is left behind.
 */
@Timeout(120)
@Tag("slow")
class ServerOnAnyNetworkTest {

    private static final int LIMIT = 2;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    /** Counts the runs on real backends. Each has a seed of its own. */
    private static final AtomicInteger RUNS = new AtomicInteger();

    /** The clients of all worlds, by how they ended. */
    private static final class Totals {
        private final LongAdder served = new LongAdder();
        private final LongAdder reset = new LongAdder();
        private final LongAdder refused = new LongAdder();

        void add(ServeReport report) {
            served.add(report.served());
            reset.add(report.reset());
            refused.add(report.refused());
        }

        @Override
        public String toString() {
            return served + " clients served, " + reset + " reset, " + refused + " refused";
        }
    }

    private static final Totals ALL = new Totals();

    /** The observations of a run of a server. */
    private record Seen(ServeReport report, int handled, int most, List<Throwable> failures,
            List<Outcome<Integer>> clients) {
    }

    /** Serves in a world: on both forms, and for seconds of its time. */
    private static Seen serve(World world) {
        SplittableRandom random = new SplittableRandom(world.seed());
        // On Linux a listener a domain for the first, one acceptor for the second.
        return serve(random, random.nextBoolean()
                ? ANY_PORT
                : UnixDomainSocketAddress.of("/simulated/server"), 100);
    }

    /** Serves on a real backend, for milliseconds. */
    private static Seen serve() {
        return serve(new SplittableRandom(RUNS.incrementAndGet()), ANY_PORT, 1);
    }

    private static Seen serve(SplittableRandom random, SocketAddress address, int tick) {
        AtomicInteger handled = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Throwable> failures = new ArrayList<>();
        Latch stop = new Latch(1);
        Computation<SocketAddress> listening = new Computation<>();
        Server server = Server.at(address).clients(LIMIT).idle(Duration.ofMillis(20L * tick))
                .grace(Duration.ofMinutes(10))
                .stop(stop).failed((_, failure) -> failures.add(failure)).listening(listening::tryReturn);
        Promise<ServeReport> serving = Miou.async(() -> server.serve(client -> {
            handled.incrementAndGet();
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                echo(client);
            } finally {
                now.decrementAndGet();
            }
        }));
        SocketAddress real = listening.await();
        List<Promise<Integer>> clients = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            SplittableRandom own = random.split();
            clients.add(own.nextBoolean()
                    ? Miou.async(() -> talk(real, own, tick))
                    : Miou.call(() -> talk(real, own, tick)));
        }
        Miou.sleep(Duration.ofMillis(random.nextInt(40 * tick)));
        stop.countDown();
        ServeReport report = serving.await();
        return new Seen(report, handled.get(), most.get(), failures, Miou.awaitAll(clients));
    }

    private static void echo(ByteStream client) throws IOException {
        int count = 0;
        while (count >= 0) {
            client.awaitReadable();
            try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                count = client.read(buffer.get().limit(100));
                client.write(buffer.get().flip());
            }
        }
    }

    /** Sends messages and compares their echoes, until the server ends; returns how many came back whole. */
    private static int talk(SocketAddress server, SplittableRandom random, int tick) throws IOException {
        try (TcpStream stream = TcpStream.connect(server)) {
            int messages = random.nextInt(5);
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
                Miou.sleep(Duration.ofMillis(random.nextInt(10 * tick)));
            }
            if (random.nextBoolean()) {
                // Idle, until the server ends it.
                assertThat(stream.read(new byte[1])).isEqualTo(-1);
            }
            return messages;
        }
    }

    @AfterAll
    static void report() {
        System.out.println("servers in simulated worlds: " + ALL);
    }

    private static void check(Seen seen) {
        ALL.add(seen.report());
        assertThat(seen.most()).isLessThanOrEqualTo(LIMIT);
        ServeReport report = seen.report();
        assertThat(report.accepted() - report.refused()).isEqualTo(seen.handled());
        assertThat(report.cut()).isZero();
        assertThat(report.failed()).as("what a broken connection does is no fault: %s", seen.failures()).isZero();
        assertThat(seen.failures()).hasSize((int) report.reset())
                .allMatch(failure -> failure instanceof ClientResetException);
        assertThat(seen.clients()).noneMatch(outcome -> outcome instanceof Failure<Integer>(Throwable cause)
                && !(cause instanceof IOException));
    }

    @MiouTest(seeds = 80)
    void inAQuietWorld_everyClientIsAnsweredOrEnded(World world) {
        check(serve(world));
    }

    @MiouTest(seeds = 80, faults = FaultLevel.ROUGH)
    void inARoughWorld_everyClientIsAnsweredOrEnded(World world) {
        check(serve(world));
    }

    @MiouTest(seeds = 80, faults = FaultLevel.HOSTILE)
    void inAHostileWorld_brokenConnectionsAreToldApart(World world) {
        check(serve(world));
    }

    @MiouTest(seeds = 20, backend = "nio", faults = FaultLevel.ROUGH)
    void onNioRoughly_everyClientIsAnsweredOrEnded() {
        check(serve());
    }

    @MiouTest(seeds = 20, backend = "nio", faults = FaultLevel.HOSTILE)
    void onNioHostile_brokenConnectionsAreToldApart() {
        check(serve());
    }

    @MiouTest(seeds = 20, backend = "epoll", faults = FaultLevel.ROUGH)
    void onEpollRoughly_everyClientIsAnsweredOrEnded() {
        check(serve());
    }

    @MiouTest(seeds = 20, backend = "epoll", faults = FaultLevel.HOSTILE)
    void onEpollHostile_brokenConnectionsAreToldApart() {
        check(serve());
    }

    /** The time of a world passes only while all its tasks wait, so the limits hold to the nanosecond. */
    @MiouTest(seeds = 20)
    void idleClients_endAfterTheLimitAndThoseInTheMiddleOfARequestDoNot() throws Exception {
        Latch stop = new Latch(1);
        Computation<SocketAddress> listening = new Computation<>();
        Server server = Server.at("127.0.0.1", 0).idle(Duration.ofSeconds(2)).stop(stop)
                .listening(listening::tryReturn);
        Promise<ServeReport> serving = Miou.async(() -> server.serve(client -> {
            byte[] request = new byte[4];
            while (client.read(request, 0, 2) >= 0) {
                client.readFully(ByteBuffer.wrap(request, 2, 2));
                client.write(request);
            }
        }));
        SocketAddress address = listening.await();
        try (TcpStream silent = TcpStream.connect(address);
                TcpStream asking = TcpStream.connect(address);
                TcpStream slow = TcpStream.connect(address)) {
            slow.write(new byte[2]);
            for (int i = 0; i < 5; i++) {
                Miou.sleep(Duration.ofMillis(1500));
                asking.write(new byte[4]);
                asking.readFully(new byte[4]);
            }
            assertEnded(silent);
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1900), () -> asking.read(new byte[1])))
                    .as("it waits since its last answer").isInstanceOf(TimeoutException.class);
            Miou.sleep(Duration.ofMillis(200));
            assertEnded(asking);
            Miou.sleep(Duration.ofHours(1));
            slow.write(new byte[2]);
            slow.readFully(new byte[4]);
            Miou.sleep(Duration.ofMillis(2100));
            assertEnded(slow);
        }
        stop.countDown();
        assertThat(serving.await()).isEqualTo(new ServeReport(3, 0, 0, 0, 0));
    }

    /** Checks that the end of a stream is there already. */
    private static void assertEnded(TcpStream stream) throws Exception {
        assertThat(Miou.<Integer, Exception>timeout(Duration.ofMillis(1), () -> stream.read(new byte[1])))
                .isEqualTo(-1);
    }
}
