package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.net.Loopback.Connection;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Socket operations that are cut short: effect or cancellation, never both, never neither (rule 9).
 *
 * <p>Where a test says "ready, not resumed" it runs with an event interval of 1, so that every resumption polls: the
 * fiber that yields is queued before those that the poll makes ready, and acts before they do.
 */
@Slow
class SocketCancellationTest {

    private static final int LARGE = 16 << 20;

    @OnEveryBackend
    void cancelledRead_hasReadNothing(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                ByteBuffer target = ByteBuffer.allocate(8);
                Promise<Integer> reader = Miou.task().lend(client).async(() -> client.read(target));
                Waiting.until(reader, "reading from");
                reader.cancel();
                assertThat(reader.state()).isEqualTo(Promise.State.CANCELLED);
                connection.server().write(new byte[]{1, 2});
                assertThat(Loopback.read(client, 2)).containsExactly(1, 2);
                assertThat(target.position()).isZero();
            }
        });
    }

    @OnEveryBackend
    void stoppedReadWhoseBytesCameButWerePolledByNobody_leavesThemInTheStream(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Trigger stop = new Trigger();
                Promise<Optional<byte[]>> reader = Miou.task().lend(client)
                        .async(() -> Miou.until(stop, () -> Loopback.read(client, 1)));
                Waiting.until(reader, "reading from");
                connection.server().write(new byte[]{1});
                stop.signal();
                assertThat(reader.await()).isEmpty();
                assertThat(Loopback.read(client, 1)).containsExactly(1);
            }
        });
    }

    @OnEveryBackend
    void readThatIsReadyNotResumedWhenItIsStopped_returnsTheBytes(Variant variant) {
        variant.launcher().eventInterval(1).run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Trail trail = new Trail();
                Trigger stop = new Trigger();
                Promise<Optional<byte[]>> reader = Miou.task().lend(client).async(() -> Miou.until(stop, () -> {
                    byte[] read = Loopback.read(client, 1);
                    trail.add("read " + read[0]);
                    assertThatThrownBy(Miou::yield).isInstanceOf(TaskCancelled.class);
                    return read;
                }));
                Waiting.until(reader, "reading from");
                connection.server().write(new byte[]{1});
                Miou.yield();
                trail.add("stopped");
                stop.signal();
                assertThat(reader.await()).isPresent();
                assertThat(trail.events()).containsExactly("stopped", "read 1");
            }
        });
    }

    @OnEveryBackend
    void cancelledAccept_hasTakenNoConnection(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                Promise<Void> acceptor = Miou.task().lend(listener).async(() -> listener.accept().close());
                Waiting.until(acceptor, "accepting from");
                acceptor.cancel();
                try (TcpStream client = TcpStream.connect(listener.localAddress());
                        TcpStream server = listener.accept()) {
                    assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
                }
            }
        });
    }

    @OnEveryBackend
    void acceptThatIsReadyNotResumedWhenItIsStopped_returnsTheConnection(Variant variant) {
        variant.launcher().eventInterval(1).run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                // Once more if the domain did not stand: a fiber that meets another thread at a lock of the class
                // loader parks.
                int attempts = 10;
                while (!acceptsAfterItIsStopped(listener) && attempts > 0) {
                    attempts--;
                }
                assertThat(attempts).as("attempts left").isPositive();
            }
        });
    }

    /** Returns whether it was stopped before it was resumed; in any case it returned the connection. */
    private static boolean acceptsAfterItIsStopped(TcpListener listener) throws Exception {
        Trigger stop = new Trigger();
        AtomicBoolean stopped = new AtomicBoolean();
        Promise<Optional<Boolean>> acceptor = Miou.task().lend(listener).async(() -> Miou.until(stop, () -> {
            try (TcpStream server = listener.accept()) {
                server.check();
                return stopped.get();
            }
        }));
        Waiting.untilSettled(acceptor, "accepting from");
        Socket client = whileTheDomainStands(
                () -> new Socket("127.0.0.1", Loopback.port(listener.localAddress())));
        Miou.yield();
        stopped.set(true);
        stop.signal();
        Optional<Boolean> accepted = acceptor.await();
        client.close();
        assertThat(accepted).as("accepted after it was stopped").isPresent();
        return accepted.orElseThrow();
    }

    @OnEveryBackend
    void connectionAcceptedByACancelledTask_isClosedWithIt(Variant variant) {
        OpenSockets before = OpenSockets.now();
        variant.launcher().eventInterval(1).run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                List<TcpStream> accepted = new ArrayList<>();
                Promise<Void> acceptor = Miou.task().lend(listener).async(() -> {
                    accepted.add(listener.accept());
                    Miou.sleep(Duration.ofDays(1));
                });
                Waiting.until(acceptor, "accepting from");
                TcpStream client = TcpStream.connect(listener.localAddress());
                Miou.yield();
                acceptor.cancel();
                assertThat(accepted).hasSize(1);
                assertThat(Loopback.readToEnd(client)).as("the peer sees the close").isEmpty();
                client.close();
            }
        });
        before.assertUnchanged();
    }

    @OnEveryBackend
    void cancelledWrite_hasSentAsMuchAsTheBuffersPositionSays(Variant variant) {
        byte[] bytes = Loopback.bytes(LARGE, 6);
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                ByteBuffer source = ByteBuffer.wrap(bytes);
                Promise<Void> writer = Miou.task().lend(client).async(() -> client.write(source));
                Waiting.until(writer, "writing to");
                writer.cancel();
                assertThat(writer.state()).isEqualTo(Promise.State.CANCELLED);
                client.shutdownOutput();
                assertThat(Loopback.readToEnd(connection.server()))
                        .isEqualTo(Arrays.copyOf(bytes, source.position()));
                assertThat(source.position()).isBetween(1, LARGE - 1);
            }
        });
    }

    @OnEveryBackend
    void writeThatIsReadyNotResumedWhenItIsCancelled_endsWithWhatItsPositionSays(Variant variant) {
        byte[] bytes = Loopback.bytes(LARGE, 7);
        variant.launcher().eventInterval(1).run(() -> {
            try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                    TcpStream client = TcpStream.connect(peer.getLocalSocketAddress());
                    Socket server = peer.accept()) {
                ByteBuffer source = ByteBuffer.wrap(bytes);
                Promise<Void> writer = Miou.task().lend(client).async(() -> client.write(source));
                ByteArrayOutputStream first = new ByteArrayOutputStream();
                int sentBefore;
                do {
                    // Once more if the system had found room on its own, and the writer was resumed for that.
                    Waiting.untilSettled(writer, "writing to");
                    sentBefore = source.position();
                    int unread = sentBefore - first.size();
                    first.writeBytes(whileTheDomainStands(() -> server.getInputStream().readNBytes(unread)));
                    Miou.yield();
                } while (source.position() != sentBefore);
                // There is room for a part of the rest: that part is an effect, and then it must not wait any more.
                writer.cancel();
                client.shutdownOutput();
                byte[] rest = Miou.blocking(() -> server.getInputStream().readAllBytes());
                assertThat(source.position()).isBetween(sentBefore + 1, LARGE - 1);
                assertThat(first.toByteArray()).isEqualTo(Arrays.copyOf(bytes, sentBefore));
                assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, sentBefore, source.position()));
            }
        });
    }

    /** Lets another thread run code while no fiber of the domain is resumed and nothing is polled. */
    private static <T> T whileTheDomainStands(Callable<T> code) throws Exception {
        FutureTask<T> done = Foreign.start(code);
        while (!done.isDone()) {
            Thread.onSpinWait();
        }
        return done.get();
    }

    @OnEveryBackend
    void cancelledGatheringWrite_hasSentAsMuchAsTheBuffersPositionsSay(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                ByteBuffer[] sources = new ByteBuffer[100];
                for (int i = 0; i < sources.length; i++) {
                    sources[i] = ByteBuffer.wrap(Loopback.bytes(200_000, i));
                }
                Promise<Void> writer = Miou.task().lend(client).async(() -> client.write(sources));
                Waiting.until(writer, "writing to");
                writer.cancel();
                client.shutdownOutput();
                ByteArrayOutputStream expected = new ByteArrayOutputStream();
                for (ByteBuffer source : sources) {
                    expected.write(source.array(), 0, source.position());
                }
                assertThat(Loopback.readToEnd(connection.server())).isEqualTo(expected.toByteArray());
            }
        });
    }

    @OnEveryBackend
    void timeoutsAroundAcceptReadAndWrite_leaveTheSocketsUsable(Variant variant) {
        Duration limit = Duration.ofMillis(10);
        byte[] bytes = Loopback.bytes(LARGE, 8);
        variant.run(() -> {
            try (Connection connection = Connection.open(); TcpListener listener = Loopback.listen()) {
                TcpStream client = connection.client();
                TcpStream server = connection.server();
                assertThatThrownBy(() -> Miou.timeout(limit, () -> listener.accept().close()))
                        .isInstanceOf(TimeoutException.class);
                assertThatThrownBy(() -> Miou.timeout(limit, () -> client.read(new byte[1])))
                        .isInstanceOf(TimeoutException.class);
                ByteBuffer source = ByteBuffer.wrap(bytes);
                assertThatThrownBy(() -> Miou.timeout(limit, () -> client.write(source)))
                        .isInstanceOf(TimeoutException.class);
                Promise<byte[]> reader = Miou.task().lend(server).async(() -> Loopback.read(server, LARGE));
                client.write(source);
                assertThat(reader.await()).isEqualTo(bytes);
                server.write(new byte[]{1});
                assertThat(Loopback.read(client, 1)).containsExactly(1);
                try (TcpStream late = TcpStream.connect(listener.localAddress());
                        TcpStream accepted = listener.accept()) {
                    assertThat(accepted.remoteAddress()).isEqualTo(late.localAddress());
                }
            }
        });
    }

    @OnEveryBackend
    void whatATimeoutsBodyOpened_isClosedWhenTheLimitPasses(Variant variant) {
        variant.run(() -> {
            List<TcpStream> opened = new ArrayList<>();
            try (TcpListener listener = Loopback.listen()) {
                assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(10), () -> {
                    // In a shield, so that it stands however late that is.
                    opened.add(Miou.shield(() -> TcpStream.connect(listener.localAddress())));
                    return opened.getFirst().read(new byte[1]);
                })).isInstanceOf(TimeoutException.class);
                try (TcpStream server = listener.accept()) {
                    assertThat(server.read(new byte[1])).isEqualTo(-1);
                }
                assertThatThrownBy(() -> opened.getFirst().read(new byte[1]))
                        .isInstanceOf(java.nio.channels.ClosedChannelException.class);
            }
        });
    }

    @OnEveryBackend
    void closeInFinallyOfACancelledTask_worksAndDoesNotSuspend(Variant variant) {
        variant.run(() -> {
            Trail trail = new Trail();
            AtomicBoolean done = new AtomicBoolean();
            Connection connection = Connection.open();
            TcpListener listener = Loopback.listen();
            Promise<Void> task = Miou.task().give(connection.client(), listener).async(() -> {
                try {
                    connection.client().read(new byte[1]);
                } finally {
                    trail.add("closing");
                    connection.client().close();
                    listener.close();
                    trail.add("closed");
                }
            });
            Promise<Void> other = Miou.async(() -> {
                while (!done.get()) {
                    trail.add("other");
                    Miou.yield();
                }
            });
            Waiting.until(task, "reading from");
            task.cancel();
            assertThat(task.state()).isEqualTo(Promise.State.CANCELLED);
            assertThat(connection.server().read(new byte[1])).isEqualTo(-1);
            connection.server().close();
            done.set(true);
            other.await();
            List<String> events = trail.events();
            assertThat(events.indexOf("closed")).isEqualTo(events.indexOf("closing") + 1);
            assertThat(events).contains("other");
        });
    }

    @OnEveryBackend
    void everyOperationInACancelledTask_throwsAndHasNoEffect(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open();
                    TcpListener listener = Loopback.listen();
                    TcpStream waiting = TcpStream.connect(listener.localAddress())) {
                TcpStream client = connection.client();
                connection.server().write(new byte[]{1});
                List<Throwable> thrown = new ArrayList<>();
                Promise<Void> task = Miou.task().lend(client, listener).async(() -> {
                    try {
                        Miou.sleep(Duration.ofDays(1));
                    } finally {
                        thrown.add(catchThrowable(() -> client.read(new byte[1])));
                        thrown.add(catchThrowable(() -> client.write(new byte[1])));
                        thrown.add(catchThrowable(() -> client.write(new ByteBuffer[]{ByteBuffer.allocate(1)})));
                        thrown.add(catchThrowable(listener::accept));
                        thrown.add(catchThrowable(() -> TcpStream.connect(listener.localAddress())));
                        Miou.shield(() -> client.write(new byte[]{2}));
                    }
                });
                Miou.yield();
                task.cancel();
                assertThat(thrown).hasSize(5).allMatch(TaskCancelled.class::isInstance).doesNotHaveDuplicates();
                assertThat(Loopback.read(client, 1)).containsExactly(1);
                client.shutdownOutput();
                assertThat(Loopback.readToEnd(connection.server())).as("only what the shield let through")
                        .containsExactly(2);
                listener.accept().close();
                assertThat(Loopback.readToEnd(waiting)).isEmpty();
            }
        });
    }

    @OnEveryBackend
    void socketsOfCancelledTasks_areReleased(Variant variant) {
        OpenSockets before = OpenSockets.now();
        variant.run(() -> {
            List<Promise<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tasks.add(Miou.async(SocketCancellationTest::openAndWait));
                tasks.add(Miou.call(SocketCancellationTest::openAndWait));
            }
            tasks.forEach(task -> Waiting.until(task, "reading from"));
            tasks.forEach(Promise::cancel);
            Miou.everywhere(() -> Miou.sleep(Duration.ofMillis(1))); // each domain polls, which forgets closed channels
            before.assertUnchanged();
        });
    }

    private static void openAndWait() throws Exception {
        Connection connection = Connection.open();
        connection.client().setOption(StandardSocketOptions.SO_LINGER, 0);
        connection.client().read(new byte[1]);
    }
}
