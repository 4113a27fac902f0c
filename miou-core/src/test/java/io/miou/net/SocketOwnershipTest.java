package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.ResourceLeakedError;
import io.miou.TaskCancelled;
import io.miou.net.Loopback.Connection;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Tests which task may use a socket, and when (rules 23, 26 and 27). */
class SocketOwnershipTest {

    /** Returns all calls that move bytes or change a state. */
    private static List<ThrowingCallable> uses(TcpStream stream) {
        return List.of(() -> stream.read(ByteBuffer.allocate(1)), () -> stream.read(new byte[1]),
                () -> stream.read(new byte[2], 0, 1), () -> stream.readFully(ByteBuffer.allocate(1)),
                () -> stream.write(ByteBuffer.allocate(1)),
                () -> stream.write(new ByteBuffer[]{ByteBuffer.allocate(1)}),
                () -> stream.write(new byte[1]), () -> stream.write(new byte[2], 0, 1), stream::shutdownInput,
                stream::shutdownOutput, stream.inputStream()::read, () -> stream.outputStream().write(1));
    }

    /** Returns calls that move no byte, because there is none to move. */
    private static List<ThrowingCallable> emptyUses(TcpStream stream) {
        ByteBuffer empty = ByteBuffer.allocate(0);
        byte[] none = {};
        return List.of(() -> stream.read(empty), () -> stream.read(none), () -> stream.readFully(empty),
                () -> stream.readFully(none), () -> stream.write(empty), () -> stream.write(none),
                () -> stream.write(new ByteBuffer[0]), () -> stream.inputStream().read(none),
                () -> stream.outputStream().write(none));
    }

    private static void assertEach(List<ThrowingCallable> uses, Class<? extends Throwable> type) {
        assertThat(uses).allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(type));
    }

    @OnEveryBackend
    void useByAStranger_isANotOwnerErrorAndDoesNothing(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open(); TcpListener listener = Loopback.listen()) {
                for (Promise<Void> stranger : List.of(Miou.async(() -> strange(connection, listener)),
                        Miou.call(() -> strange(connection, listener)))) {
                    stranger.await();
                }
                connection.client().write(new byte[]{1});
                assertThat(Loopback.read(connection.server(), 1)).containsExactly(1);
            }
        });
    }

    private static void strange(Connection connection, TcpListener listener) {
        TcpStream stream = connection.client();
        assertEach(uses(stream), NotOwnerError.class);
        assertEach(emptyUses(stream), NotOwnerError.class);
        assertEach(List.of(stream::close, stream::check, stream::disown, stream::transfer, stream::adopt,
                listener::accept, listener::close, listener::check), NotOwnerError.class);
    }

    @OnEveryBackend
    void useWithoutBytes_isCheckedAsAnyOther(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream stream = connection.client();
                assertThat(emptyUses(stream)).allSatisfy(use -> assertThatCode(use).doesNotThrowAnyException());
                Promise<Void> cancelled = Miou.task().lend(stream).async(() -> {
                    Throwable _ = catchThrowable(() -> Miou.sleep(Duration.ofDays(1)));
                    assertEach(emptyUses(stream), TaskCancelled.class);
                });
                Miou.yield();
                cancelled.cancel();
                assertThatThrownBy(cancelled::await).isInstanceOf(CancellationException.class)
                        .satisfies(thrown -> assertThat(thrown.getSuppressed()).isEmpty());
                connection.server().close();
                assertThat(stream.read(new byte[1])).isEqualTo(-1);
                assertThat(emptyUses(stream)).as("at the end").allSatisfy(
                        use -> assertThatCode(use).doesNotThrowAnyException());
                stream.close();
                assertEach(emptyUses(stream), ClosedChannelException.class);
            }
        });
    }

    @OnEveryBackend
    void useOutsideAFiber_isAnIllegalState(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open(); TcpListener listener = Loopback.listen()) {
                TcpStream stream = connection.client();
                List<ThrowingCallable> others = List.of(stream::close, stream::check, listener::accept,
                        listener::close);
                Throwable foreign = Foreign.call(() -> catchThrowable(() -> {
                    assertEach(uses(stream), IllegalStateException.class);
                    assertEach(others, IllegalStateException.class);
                }));
                assertThat(foreign).isNull();
                Miou.blocking(() -> {
                    assertEach(uses(stream), IllegalStateException.class);
                });
                stream.check();
            }
        });
    }

    @OnEveryBackend
    void addressesAndWords_mayBeReadByAnyThread_alsoAfterTheClose(Variant variant) throws Exception {
        AtomicReference<Connection> kept = new AtomicReference<>();
        AtomicReference<TcpListener> keptListener = new AtomicReference<>();
        List<SocketAddress> addresses = variant.run(() -> {
            try (Connection connection = Connection.open(); TcpListener listener = Loopback.listen()) {
                kept.set(connection);
                keptListener.set(listener);
                List<SocketAddress> asOwner = addresses(connection, listener);
                assertThat(Miou.call(() -> addresses(connection, listener)).await()).isEqualTo(asOwner);
                assertThat(Foreign.call(() -> addresses(connection, listener))).isEqualTo(asOwner);
                return asOwner;
            }
        });
        assertThat(addresses(kept.get(), keptListener.get())).isEqualTo(addresses);
        assertThat(addresses.get(0)).isEqualTo(addresses.get(3));
        assertThat(addresses.get(1)).isEqualTo(addresses.get(2));
        assertThat(kept.get().client()).asString().contains(String.valueOf(Loopback.port(addresses.get(1))));
        assertThat(keptListener.get()).asString().contains(String.valueOf(Loopback.port(addresses.get(4))));
    }

    private static List<SocketAddress> addresses(Connection connection, TcpListener listener) {
        return List.of(connection.client().localAddress(), connection.client().remoteAddress(),
                connection.server().localAddress(), connection.server().remoteAddress(), listener.localAddress());
    }

    @OnEveryBackend
    void afterClose_theLastOwnerGetsClosedChannel_andOthersNotOwner(Variant variant) {
        variant.run(() -> {
            Connection connection = Connection.open();
            TcpListener listener = Loopback.listen();
            TcpStream stream = connection.client();
            connection.close();
            connection.close();
            listener.close();
            listener.close();
            assertEach(uses(stream), ClosedChannelException.class);
            assertThatThrownBy(listener::accept).isInstanceOf(ClosedChannelException.class);
            Miou.async(() -> {
                assertEach(uses(stream), NotOwnerError.class);
                assertThatThrownBy(listener::accept).isInstanceOf(NotOwnerError.class);
                assertThatThrownBy(stream::close).isInstanceOf(NotOwnerError.class);
            }).await();
        });
    }

    @OnEveryBackend
    void streamLeftOpen_breaksTheRunAndIsClosed(Variant variant) {
        OpenSockets before = OpenSockets.now();
        AtomicReference<TcpStream> left = new AtomicReference<>();
        assertThatThrownBy(() -> variant.run(() -> {
            Connection connection = Connection.open();
            left.set(connection.client());
            connection.server().close();
        })).isInstanceOf(ResourceLeakedError.class).hasMessageContaining("TCP stream");
        assertThat(left.get().remoteAddress()).isNotNull();
        before.assertUnchanged();
    }

    @OnEveryBackend
    void borrowerReadsWhileTheOwnerWrites(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Promise<byte[]> reader = Miou.task().lend(client).async(() -> Loopback.read(client, 3));
                Waiting.until(reader, "reading from");
                client.write(new byte[]{1, 2, 3});
                connection.server().write(Loopback.read(connection.server(), 3));
                assertThat(reader.await()).containsExactly(1, 2, 3);
            }
        });
    }

    @OnEveryBackend
    void borrower_mayLendOn_butNotCloseGiveTransferOrDisown(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                connection.server().write(new byte[]{8});
                byte[] read = Miou.task().lend(client).async(() -> {
                    assertThatThrownBy(client::close).isInstanceOf(NotOwnerError.class);
                    assertThatThrownBy(client::disown).isInstanceOf(NotOwnerError.class);
                    assertThatThrownBy(client::transfer).isInstanceOf(NotOwnerError.class);
                    assertThatThrownBy(() -> {
                        Promise<Integer> _ = Miou.task().give(client).async(() -> 1);
                    }).isInstanceOf(NotOwnerError.class);
                    return Miou.task().lend(client).async(() -> Loopback.read(client, 1)).await();
                }).await();
                assertThat(read).containsExactly(8);
            }
        });
    }

    @OnEveryBackend
    void ownerOfALentStream_mayNotGiveIt_untilTheBorrowerHasEnded(Variant variant) {
        variant.run(() -> {
            Connection connection = Connection.open();
            TcpStream client = connection.client();
            Promise<Integer> borrower = Miou.task().lend(client).async(() -> client.read(new byte[1]));
            Waiting.until(borrower, "reading from");
            assertThatThrownBy(() -> {
                Promise<Integer> _ = Miou.task().give(client).call(() -> 1);
            }).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(client::disown).isInstanceOf(IllegalStateException.class);
            connection.server().close();
            assertThat(borrower.await()).isEqualTo(-1);
            Miou.task().give(client).call(client::close).await();
        });
    }

    @OnEveryBackend
    void secondReader_isAReadPendingException_andTheFirstReadsOn(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Promise<byte[]> reader = Miou.task().lend(client).async(() -> Loopback.read(client, 1));
                Waiting.until(reader, "reading from");
                assertThatThrownBy(() -> client.read(new byte[1])).isInstanceOf(ReadPendingException.class);
                assertThatThrownBy(() -> client.inputStream().read()).isInstanceOf(ReadPendingException.class);
                connection.server().write(new byte[]{5});
                assertThat(reader.await()).containsExactly(5);
                connection.server().write(new byte[]{6});
                assertThat(Loopback.read(client, 1)).containsExactly(6);
            }
        });
    }

    @OnEveryBackend
    void secondWriter_isAWritePendingException_andTheFirstWritesOn(Variant variant) {
        byte[] large = Loopback.bytes(16 << 20, 5);
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Promise<Void> writer = Miou.task().lend(client).async(() -> client.write(large));
                Waiting.until(writer, "writing to");
                assertThatThrownBy(() -> client.write(new byte[1])).isInstanceOf(WritePendingException.class);
                assertThatThrownBy(() -> client.write(new ByteBuffer[]{ByteBuffer.allocate(1)}))
                        .isInstanceOf(WritePendingException.class);
                assertThat(Loopback.read(connection.server(), large.length)).isEqualTo(large);
                writer.await();
                client.write(new byte[]{7});
                assertThat(Loopback.read(connection.server(), 1)).containsExactly(7);
            }
        });
    }

    @OnEveryBackend
    void ownerThatCloses_endsTheWaitsOfItsBorrowers(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open(); TcpListener listener = Loopback.listen()) {
                TcpStream client = connection.client();
                Promise<Integer> reader = Miou.task().lend(client).async(() -> client.read(new byte[1]));
                Promise<Void> writer = Miou.task().lend(client).async(() -> client.write(new byte[16 << 20]));
                Promise<Void> acceptor = Miou.task().lend(listener).async(() -> listener.accept().close());
                Waiting.until(reader, "reading from");
                Waiting.until(writer, "writing to");
                Waiting.until(acceptor, "accepting from");
                client.close();
                listener.close();
                for (Promise<?> borrower : List.of(reader, writer, acceptor)) {
                    assertThatThrownBy(() -> borrower.awaitChecked(IOException.class))
                            .isExactlyInstanceOf(AsynchronousCloseException.class);
                }
            }
        });
    }

    @OnEveryBackend
    void borrowerAfterTheOwnersClose_isNoLongerEntitled(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Promise<Void> borrower = Miou.task().lend(client).async(() -> {
                    assertThatThrownBy(() -> client.read(new byte[1])).isInstanceOf(AsynchronousCloseException.class);
                    assertThatThrownBy(() -> client.read(new byte[1])).isInstanceOf(NotOwnerError.class);
                });
                Waiting.until(borrower, "reading from");
                client.close();
                borrower.await();
            }
        });
    }

    @OnEveryBackend
    void closeRightAfterTheBytesCame_isACloseForTheReaderThatHasNotResumed(Variant variant) {
        // Each resumption polls: the yield below makes the reader ready, and the owner resumes before it.
        variant.launcher().eventInterval(1).run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                ByteBuffer target = ByteBuffer.allocate(1);
                Promise<Integer> reader = Miou.task().lend(client).async(() -> client.read(target));
                Waiting.until(reader, "reading from");
                connection.server().write(new byte[]{1});
                Miou.yield();
                client.close();
                assertThatThrownBy(() -> reader.awaitChecked(IOException.class))
                        .isInstanceOf(AsynchronousCloseException.class);
                assertThat(target.position()).isZero();
            }
        });
    }
}
