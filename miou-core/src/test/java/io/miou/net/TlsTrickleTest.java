package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.Step;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Operations that are cut again and again, over a transport that moves a few bytes at a time. */
@Slow
class TlsTrickleTest {

    private static final int LENGTH = 3_000;

    /** A stream that moves a few bytes in each call of the one below, and lets other fibers run in between. */
    private record Trickle(TcpStream inner, Random random) implements ForwardingStream {

        @Override
        public int read(ByteBuffer target) throws IOException {
            int limit = target.limit();
            try {
                return inner.read(target.limit(Math.min(limit, target.position() + 1 + random.nextInt(200))));
            } finally {
                target.limit(limit);
            }
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            int limit = source.limit();
            try {
                while (source.position() < limit) {
                    inner.write(source.limit(Math.min(limit, source.position() + 1 + random.nextInt(200))));
                    Miou.yield();
                }
            } finally {
                source.limit(limit);
            }
        }
    }

    private static void echo(TlsStream server) throws IOException {
        try (server) {
            byte[] all = Loopback.read(server, LENGTH);
            server.write(all, 0, 1_000);
            server.write(all, 1_000, LENGTH - 1_000);
            server.shutdownOutput();
            assertThat(server.read(new byte[1])).isEqualTo(-1);
        }
    }

    /** Begins a step again and again, stopped after a few turns, until it returns; returns the number of cuts. */
    private static int untilDone(Random random, Step<IOException> step) throws IOException {
        for (int cuts = 0;; cuts++) {
            Trigger stop = new Trigger();
            // More turns each time: an engine's task needs time to begin on its thread.
            int turns = random.nextInt(4 << Math.min(cuts, 12));
            Promise<Void> stopper = Miou.async(() -> {
                for (int i = 0; i < turns; i++) {
                    Miou.yield();
                }
                stop.signal();
            });
            boolean done = Miou.<IOException>until(stop, step);
            stopper.await();
            if (done) {
                return cuts;
            }
        }
    }

    private static final int ROUNDS = 50;

    @OnEveryBackend
    void everyOperationCutAgainAndAgain_losesNothing(Variant variant) {
        for (String version : TlsEchoTest.PROTOCOLS) {
            int handshakes = 0;
            int writes = 0;
            int reads = 0;
            // Chance decides what is cut: another round, until each kind of operation was.
            for (int round = 0; round < ROUNDS && (handshakes == 0 || writes == 0 || reads == 0); round++) {
                int seed = 11 + round;
                int[] cuts = variant.run(() -> cutsOfARound(version, new Random(seed)));
                handshakes += cuts[0];
                writes += cuts[1];
                reads += cuts[2];
            }
            assertThat(handshakes).as("cuts of the handshake").isPositive();
            assertThat(writes).as("cuts of the write").isPositive();
            assertThat(reads).as("cuts of reads").isPositive();
        }
    }

    /** Returns how often the handshake, the write and the reads were cut. */
    private static int[] cutsOfARound(String version, Random random) throws IOException {
        byte[] bytes = Loopback.bytes(LENGTH, 11);
        Loopback.Connection connection = Loopback.Connection.open();
        TlsStream server = TlsStream.server(new Trickle(connection.server(), random), Secured.SERVER);
        Promise<Void> echo = Miou.task().give(server).async(() -> echo(server));
        int[] cuts = new int[3];
        try (TlsStream client = TlsStream.client(new Trickle(connection.client(), random),
                Tls.of(Secured.CLIENT).protocols(version), "localhost", 1)) {
            cuts[0] = untilDone(random, client::handshake);
            ByteBuffer source = ByteBuffer.wrap(bytes);
            cuts[1] = untilDone(random, () -> client.write(source));
            ByteBuffer got = ByteBuffer.allocate(LENGTH);
            while (got.hasRemaining()) {
                cuts[2] += untilDone(random, () -> {
                    int _ = client.read(got);
                });
            }
            assertThat(got.array()).isEqualTo(bytes);
            client.shutdownOutput();
            assertThat(client.read(new byte[1])).isEqualTo(-1);
        }
        echo.await();
        return cuts;
    }
}
