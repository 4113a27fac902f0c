package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskTree;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The main job: an echo server with a fiber for each client, and its clients, on different domains of one run. What a
 * client sends is made of a seed, which is printed.
 */
@Slow
class EchoTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SEED = Long.getLong("miou.test.seed", System.nanoTime());

    private final AtomicLong failedClients = new AtomicLong();

    /** Accepts until it is cancelled, or as many as it is to; a client that fails does not stop it. */
    private void serve(TcpListener listener, int clients) throws IOException {
        Orphans<Void> serving = Miou.orphans();
        try (listener) {
            for (int i = 0; i < clients; i++) {
                TcpStream client = listener.accept();
                Promise<Void> _ = serving.add(Miou.task().give(client).async(() -> echo(client)));
                for (var ended = serving.care(); ended.isPresent(); ended = serving.care()) {
                    note(ended.get());
                }
            }
            for (var ended = serving.take(); ended.isPresent(); ended = serving.take()) {
                note(ended.get());
            }
        }
    }

    private void note(Promise<Void> ended) {
        if (ended.awaitOutcome() instanceof Outcome.Failure<Void> failure) {
            assertThat(failure.cause()).isInstanceOf(IOException.class);
            failedClients.incrementAndGet();
        }
    }

    private static void echo(TcpStream client) throws IOException {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (client.read(buffer) >= 0) {
                client.write(buffer.flip());
                buffer.clear();
            }
        }
    }

    /** A gate at which the clients of one domain wait until all are connected. */
    private static final class Gate {
        private final List<Trigger> waiting = new ArrayList<>();
        private int missing;

        Gate(int clients) {
            missing = clients;
        }

        void pass() {
            if (--missing == 0) {
                waiting.forEach(Trigger::signal);
            } else {
                Trigger opened = new Trigger();
                waiting.add(opened);
                opened.await();
            }
        }
    }

    /** Sends random bytes in random chunks while it reads in others, and compares. */
    private static int talk(SocketAddress address, Gate gate, int length, long seed) throws IOException {
        byte[] sent = Loopback.bytes(length, seed);
        try (TcpStream stream = TcpStream.connect(address)) {
            gate.pass();
            Promise<Void> writer = Miou.task().lend(stream).async(() -> {
                Random random = new Random(seed);
                for (int at = 0; at < length;) {
                    int chunk = Math.min(1 + random.nextInt(1 << random.nextInt(1, 16)), length - at);
                    stream.write(sent, at, chunk);
                    at += chunk;
                }
                stream.shutdownOutput();
            });
            Random random = new Random(~seed);
            byte[] received = new byte[length];
            int count = 0;
            while (count < length) {
                int chunk = Math.min(1 + random.nextInt(1 << random.nextInt(1, 16)), length - count);
                int read = stream.read(received, count, chunk);
                assertThat(read).isBetween(1, chunk);
                count += read;
            }
            assertThat(stream.read(new byte[1])).isEqualTo(-1);
            writer.await();
            assertThat(Arrays.mismatch(received, sent)).as("first difference").isEqualTo(-1);
            return count;
        }
    }

    private void echo(Variant variant, int clients, int length) {
        System.out.println("echo with " + clients + " clients, seed " + SEED);
        OpenSockets before = OpenSockets.now();
        variant.launcher().domains(2).run(() -> {
            Domain serverSide = Domain.pool().get(0);
            Domain clientSide = Domain.pool().get(1);
            TcpListener listener = TcpListener.bind(Loopback.anyPort(),
                    TcpListener.Options.standard().withBacklog(4096));
            Promise<Void> server = Miou.task().named("server").give(listener).on(serverSide)
                    .call(() -> serve(listener, clients));
            Promise<Long> all = Miou.task().named("clients").on(clientSide).call(() -> {
                Gate gate = new Gate(clients);
                List<Promise<Integer>> talking = new ArrayList<>();
                for (int i = 0; i < clients; i++) {
                    long seed = SEED + i;
                    talking.add(Miou.async(() -> talk(listener.localAddress(), gate, length, seed)));
                }
                return Miou.all(talking).stream().mapToLong(Integer::intValue).sum();
            });
            assertThat(all.await()).isEqualTo((long) clients * length);
            server.await();
        });
        assertThat(failedClients).hasValue(0);
        assertNothingIsLeft(before);
    }

    private static void assertNothingIsLeft(OpenSockets before) {
        before.assertUnchanged();
        assertThat(Miou.dump()).isEqualTo(new TaskTree(List.of(), List.of()));
        assertThat(ownThreads()).isEmpty();
    }

    /** Returns the threads of Miou. Those of an earlier test, such as of its process, may need a moment to end. */
    private static List<String> ownThreads() {
        List<String> own = List.of("unknown");
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !own.isEmpty() && System.nanoTime() - end < 0;) {
            own = Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                    .filter(name -> name.startsWith("miou-")).toList();
        }
        return own;
    }

    @OnEveryBackend
    void oneClient_getsBackWhatItSent(Variant variant) {
        echo(variant, 1, 4_000_000);
    }

    @OnEveryBackend
    void hundredClients_getBackWhatTheySent(Variant variant) {
        echo(variant, 100, 100_000);
    }

    @OnEveryBackend
    void fiveThousandClients_getBackWhatTheySent(Variant variant) throws IOException {
        int clients = Math.min(5_000, OpenSockets.mayOpen() / 2);
        assumeTrue(clients >= 100, "too few descriptors are allowed: raise ulimit -n");
        echo(variant, clients, 2_000);
    }

    @OnEveryBackend
    void clientsThatVanishInTheMiddleOfAMessage_leaveTheOthersAndTheServerAlone(Variant variant) {
        OpenSockets before = OpenSockets.now();
        variant.launcher().domains(2).run(() -> {
            TcpListener listener = Loopback.listen();
            Promise<Void> server = Miou.task().give(listener).call(() -> serve(listener, 60));
            List<Promise<?>> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long seed = SEED + i;
                clients.add(Miou.async(() -> vanish(listener.localAddress(), true)));
                clients.add(Miou.async(() -> talk(listener.localAddress(), new Gate(1), 50_000, seed)));
                clients.add(Miou.async(() -> vanish(listener.localAddress(), false)));
            }
            clients.forEach(Promise::await);
            server.await();
        });
        assertThat(failedClients.get()).as("those that were reset").isEqualTo(20);
        assertNothingIsLeft(before);
    }

    /** Sends much, reads a part of the answer, and is gone: with a reset or with an end of stream. */
    private static void vanish(SocketAddress address, boolean reset) throws IOException {
        try (TcpStream stream = TcpStream.connect(address)) {
            stream.write(new byte[10_000]);
            byte[] _ = Loopback.read(stream, 5_000);
            if (reset) {
                stream.setOption(StandardSocketOptions.SO_LINGER, 0);
            } else {
                byte[] _ = Loopback.read(stream, 5_000);
                stream.write(new byte[10]);
                stream.shutdownOutput();
                assertThat(Loopback.readToEnd(stream)).hasSize(10);
            }
        }
    }

    @OnEveryBackend
    void serverCancelledInFullTraffic_leavesNoDescriptorFiberOrThread(Variant variant) {
        OpenSockets before = OpenSockets.now();
        variant.launcher().domains(2).run(() -> {
            TcpListener listener = Loopback.listen();
            AtomicLong traffic = new AtomicLong();
            Promise<Void> server = Miou.task().give(listener).on(Domain.pool().get(0))
                    .call(() -> serve(listener, Integer.MAX_VALUE));
            Promise<Long> clients = Miou.task().on(Domain.pool().get(1)).call(() -> {
                List<Promise<Void>> all = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    all.add(Miou.async(() -> chatter(listener.localAddress(), traffic)));
                }
                return Miou.awaitAll(all).stream().filter(Outcome.Success.class::isInstance).count();
            });
            while (traffic.get() < 10_000) {
                Miou.sleep(Duration.ofMillis(1));
            }
            server.cancel();
            assertThat(server.state()).isEqualTo(Promise.State.CANCELLED);
            assertThat(clients.await()).as("every client has seen the end").isEqualTo(50);
        });
        assertNothingIsLeft(before);
    }

    /** Sends and reads until the server is gone. */
    private static void chatter(SocketAddress address, AtomicLong traffic) throws IOException {
        byte[] bytes = new byte[500];
        try (TcpStream stream = TcpStream.connect(address)) {
            do {
                stream.write(bytes);
                traffic.incrementAndGet();
            } while (stream.read(bytes) >= 0);
        } catch (IOException e) {
            traffic.incrementAndGet(); // reset: that is how it hears of a server that goes with unread bytes
        }
    }

    @OnEveryBackend
    void runThatFailsInFullTraffic_leavesNoDescriptorFiberOrThread(Variant variant) {
        OpenSockets before = OpenSockets.now();
        IllegalStateException failure = new IllegalStateException("main has had enough");
        Throwable thrown = catchThrowable(() -> variant.launcher().domains(2).run(() -> {
            TcpListener listener = Loopback.listen();
            AtomicLong traffic = new AtomicLong();
            Promise<Void> _ = Miou.task().give(listener).call(() -> serve(listener, Integer.MAX_VALUE));
            for (int i = 0; i < 20; i++) {
                Promise<Void> _ = Miou.call(() -> chatter(listener.localAddress(), traffic));
            }
            while (traffic.get() < 2_000) {
                Miou.sleep(Duration.ofMillis(1));
            }
            throw failure;
        }));
        assertThat(thrown).isSameAs(failure);
        assertNothingIsLeft(before);
    }
}
