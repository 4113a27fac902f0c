package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rules 9 and 10 for sockets: what a cancelled operation has done, and what a cancelled task can still do. */
class EffectOrCancellationTest {

    private static final int LARGE = 32 << 20;
    private static final int ROUNDS = 200;

    @OnEveryBackend
    void writeThatIsCut_saysByThePositionWhatHasBeenSent(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                byte[] bytes = Loopback.bytes(LARGE, 9);
                ByteBuffer source = ByteBuffer.wrap(bytes);
                Promise<Void> writer = Miou.task().lend(connection.client())
                        .async(() -> connection.client().write(source));
                Waiting.until(writer, "writing to");
                writer.cancel();
                assertThat((Object) writer.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
                assertThat(source.position()).isBetween(1, LARGE - 1);
                connection.client().shutdownOutput();
                assertThat(Loopback.readToEnd(connection.server()))
                        .isEqualTo(Arrays.copyOf(bytes, source.position()));
            }
        });
    }

    @OnEveryBackend
    void readThatIsCut_hasTakenNothing(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                ByteBuffer target = ByteBuffer.allocate(10);
                Promise<Integer> reader = Miou.task().lend(connection.client())
                        .async(() -> connection.client().read(target));
                Waiting.until(reader, "reading from");
                reader.cancel();
                assertThat(target.position()).isZero();
                connection.server().write(new byte[]{1, 2, 3});
                assertThat(Loopback.read(connection.client(), 3)).containsExactly(1, 2, 3);
            }
        });
    }

    @OnEveryBackend
    void readThatIsStoppedWhenItsByteComes_takesItOrLeavesIt(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                for (int round = 0; round < ROUNDS; round++) {
                    byte sent = (byte) round;
                    Trigger stop = new Trigger();
                    Promise<Optional<Byte>> reader = Miou.task().lend(connection.client()).async(
                            () -> Miou.until(stop, () -> Loopback.read(connection.client(), 1)[0]));
                    Waiting.until(reader, "reading from");
                    connection.server().write(new byte[]{sent});
                    letOthersRun(round % 4);
                    stop.signal();
                    Optional<Byte> received = reader.await();
                    byte read = received.isPresent() ? received.get() : Loopback.read(connection.client(), 1)[0];
                    assertThat(read).as("round " + round).isEqualTo(sent);
                }
            }
        });
    }

    @OnEveryBackend
    void acceptThatIsStoppedWhenItsConnectionComes_takesItOrLeavesIt(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                for (int round = 0; round < ROUNDS; round++) {
                    Trigger stop = new Trigger();
                    Promise<Optional<TcpStream>> acceptor = Miou.task().lend(listener).async(
                            () -> Miou.until(stop, () -> listener.accept().transfer()));
                    Waiting.until(acceptor, "accepting");
                    try (TcpStream client = TcpStream.connect(listener.localAddress())) {
                        letOthersRun(round % 4);
                        stop.signal();
                        Optional<TcpStream> accepted = acceptor.await();
                        try (TcpStream server = accepted.isPresent() ? accepted.get() : listener.accept()) {
                            assertThat(server.remoteAddress()).as("round " + round).isEqualTo(client.localAddress());
                        }
                    }
                }
            }
        });
    }

    @OnEveryBackend
    void closeInACancelledTask_worksAndDoesNotSuspend(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Promise<Integer> owner = Miou.task().give(client).async(() -> {
                    try {
                        return client.read(ByteBuffer.allocate(1));
                    } finally {
                        trail.add("closing");
                        client.close();
                        trail.add("closed");
                    }
                });
                Waiting.until(owner, "reading from");
                Promise<Void> other = Miou.async(() -> {
                    for (int turn = 1; turn <= 3; turn++) {
                        trail.add("other");
                        Miou.yield();
                    }
                });
                owner.cancel();
                assertThat(connection.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
                other.await();
            }
        });
        assertThat(trail).containsSequence("closing", "closed").contains("other");
    }

    private static void letOthersRun(int turns) {
        for (int turn = 1; turn <= turns; turn++) {
            Miou.yield();
        }
    }
}
