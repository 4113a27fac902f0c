package io.miou.backend.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.spi.Direction;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks when the interest of a selection key changes. Each change can cost a system call. */
@Timeout(60)
class InterestTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final ByteBuffer target = ByteBuffer.allocate(10);
    private NioBackend backend;
    private ListenHandle listener;
    private Socket peer;
    private StreamHandle stream;

    @BeforeEach
    void connect() throws Exception {
        backend = new NioBackend(0);
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        listener = backend.listen(new InetSocketAddress(loopback, 0), new ListenOptions(1, true, false));
        connectAgain();
    }

    private void connectAgain() throws Exception {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        peer = new Socket(address.getAddress(), address.getPort());
        stream = null;
        while (stream == null) {
            stream = listener.accept();
        }
    }

    @AfterEach
    void close() throws Exception {
        stream.close();
        peer.close();
        listener.close();
        backend.close();
    }

    @Test
    void channel_neverWatched_isNotRegistered() {
        assertThat(backend.selector().keys()).isEmpty();
    }

    @Test
    void interest_readWaitReadWait_neverChanges() throws Exception {
        for (int i = 1; i <= 100; i++) {
            stream.watch(Direction.READ, calls::incrementAndGet);
            assertThat(interest()).isEqualTo(SelectionKey.OP_READ);
            peer.getOutputStream().write(i);
            pollUntil(i);
            assertThat(interest()).isEqualTo(SelectionKey.OP_READ);
            assertThat(stream.read(target.clear())).isEqualTo(1);
        }
    }

    @Test
    void interestReadyWithoutAWatch_isRemovedBeforeTheSelectorSleeps() throws Exception {
        stream.watch(Direction.READ, calls::incrementAndGet);
        peer.getOutputStream().write(1);
        pollUntil(1);
        backend.pollNow();
        assertThat(interest()).as("while it is busy").isEqualTo(SelectionKey.OP_READ);
        backend.poll(1_000_000);
        assertThat(interest()).isZero();
        stream.watch(Direction.READ, calls::incrementAndGet);
        assertThat(interest()).isEqualTo(SelectionKey.OP_READ);
        pollUntil(2);
    }

    @Test
    void interestReadyWithoutAWatchAndWatchedAgain_neverChanges() throws Exception {
        stream.watch(Direction.READ, calls::incrementAndGet);
        peer.getOutputStream().write(1);
        pollUntil(1);
        backend.pollNow();
        assertThat(stream.read(target.clear())).isEqualTo(1);
        stream.watch(Direction.READ, calls::incrementAndGet);
        backend.poll(1_000_000);
        assertThat(interest()).isEqualTo(SelectionKey.OP_READ);
    }

    @Test
    void channelDetachedAfterItWasReadyWithoutAWatch_isLeftAlone() throws Exception {
        stream.watch(Direction.READ, calls::incrementAndGet);
        peer.getOutputStream().write(1);
        pollUntil(1);
        backend.pollNow();
        stream.detach();
        backend.poll(1_000_000);
        stream.attach(backend);
        stream.watch(Direction.READ, calls::incrementAndGet);
        pollUntil(2);
    }

    @Test
    void channelsClosedAfterTheyWereReadyWithoutAWatch_areForgottenByABusySelector() throws Exception {
        for (int i = 1; i <= 300; i++) {
            stream.watch(Direction.READ, calls::incrementAndGet);
            peer.getOutputStream().write(1);
            while (calls.get() < i) {
                backend.pollNow();
            }
            // Ready, and nobody watches.
            backend.pollNow();
            assertThat(backend.unwatchedCount()).isPositive();
            stream.close();
            peer.close();
            connectAgain();
        }
        assertThat(backend.unwatchedCount()).isLessThan(100);
    }

    @Test
    void interestOfManyReadyWithoutAWatch_isRemovedByABusySelector() throws Exception {
        int many = 200;
        List<Socket> peers = new ArrayList<>();
        List<StreamHandle> streams = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            peers.add(peer);
            streams.add(stream);
            connectAgain();
        }
        for (int i = 0; i < many; i++) {
            streams.get(i).watch(Direction.READ, calls::incrementAndGet);
            peers.get(i).getOutputStream().write(1);
        }
        while (calls.get() < many) {
            backend.pollNow();
        }
        backend.pollNow();
        assertThat(backend.selector().keys()).filteredOn(key -> key.interestOps() == 0).as("without interest")
                .hasSizeBetween(1, many - 1);

        for (StreamHandle each : streams) {
            each.watch(Direction.READ, calls::incrementAndGet);
        }
        pollUntil(2 * many);
        for (int i = 0; i < many; i++) {
            streams.get(i).close();
            peers.get(i).close();
        }
    }

    @Test
    void interest_writerServed_goesAndTheReaderStays() throws Exception {
        stream.watch(Direction.READ, calls::incrementAndGet);
        stream.watch(Direction.WRITE, calls::incrementAndGet);
        assertThat(interest()).isEqualTo(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        pollUntil(1);
        assertThat(interest()).isEqualTo(SelectionKey.OP_READ);
    }

    @Test
    void read_afterAShortRead_isAnsweredOnceWithoutTheKernel() throws Exception {
        stream.watch(Direction.READ, calls::incrementAndGet);
        peer.getOutputStream().write(1);
        pollUntil(1);
        assertThat(stream.read(target.clear())).isEqualTo(1);
        peer.getOutputStream().write(2); // over loopback it has arrived when the call returns
        assertThat(stream.read(target.clear())).isEqualTo(StreamHandle.WOULD_BLOCK);
        assertThat(stream.read(target.clear())).isEqualTo(1);
    }

    @Test
    void detach_registered_leavesNoKey() throws Exception {
        stream.watch(Direction.READ, calls::incrementAndGet);
        stream.unwatch(Direction.READ);
        assertThat(backend.selector().keys()).hasSize(1);
        stream.detach();
        assertThat(backend.selector().keys()).isEmpty();
    }

    private int interest() {
        return backend.selector().keys().iterator().next().interestOps();
    }

    private void pollUntil(int expected) throws Exception {
        while (calls.get() < expected) {
            backend.poll(Long.MAX_VALUE);
        }
    }
}
