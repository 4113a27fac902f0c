package io.miou.backend.kqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.miou.backend.kqueue.SimulatedKernel.Event;
import io.miou.backend.kqueue.SimulatedKernel.Socket;
import io.miou.backend.netty.Interest;
import io.miou.backend.netty.NettyBackend;
import io.miou.backend.netty.Registered;
import io.miou.spi.Backend;
import io.miou.spi.Direction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The backend for macOS, on any system: everything of it but the system calls, over a kernel that keeps kqueue's rules.
 */
class SimulatedKQueueTest {

    private static final int CONNECTION_RESET = 54;

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final List<String> trail = new ArrayList<>();
    private final List<SimulatedHandler> handlers = new ArrayList<>();
    private Backend backend;

    @BeforeEach
    void open() throws IOException {
        backend = openBackend();
    }

    private Backend openBackend() throws IOException {
        return NettyBackend.open(new KQueueTransport(executor -> {
            SimulatedHandler handler = new SimulatedHandler(executor, kernel);
            handlers.add(handler);
            return handler;
        }));
    }

    private SimulatedHandler handler() {
        return handlers.getFirst();
    }

    private Registered stream(Socket socket) {
        return new Registered(socket, Interest.READ_AND_WRITE, backend);
    }

    private void watch(Registered handle, String name) throws IOException {
        watchToRead(handle, name);
        handle.watch(Direction.WRITE, () -> trail.add(name + " writes"));
    }

    private void watchToRead(Registered handle, String name) throws IOException {
        handle.watch(Direction.READ, () -> trail.add(name + " reads"));
    }

    private List<String> poll() throws IOException {
        trail.clear();
        backend.poll(1);
        return List.copyOf(trail);
    }

    /** A stream whose first edges have been seen and used up, watched in both directions. */
    private Registered idle(Socket socket) throws IOException {
        Registered handle = stream(socket);
        watch(handle, "a");
        socket.isFull();
        handle.filled();
        assertThat(poll()).isEmpty();
        return handle;
    }

    @Test
    void filters_watched_areAddedByTheNextPoll() throws IOException {
        Socket socket = kernel.socket();
        watch(stream(socket), "a");
        assertThat(handler().queue.filters(socket.intValue())).isZero();
        assertThat(poll()).containsExactly("a writes");
        assertThat(handler().queue.filters(socket.intValue())).isEqualTo(2);
        assertThat(handler().errors).isZero();
    }

    @Test
    void filter_ofAListener_isForReadingOnly() throws IOException {
        Socket socket = kernel.socket();
        Registered listener = new Registered(socket, Interest.ACCEPT, backend);
        watchToRead(listener, "a");
        assertThat(poll()).isEmpty();
        assertThat(handler().queue.filters(socket.intValue())).isEqualTo(1);
        socket.dataComes();
        assertThat(poll()).containsExactly("a reads");
    }

    @Test
    void filters_watchedAgain_areNotChanged() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = idle(socket);
        for (int i = 0; i < 3; i++) {
            socket.dataComes();
            assertThat(poll()).containsExactly("a reads");
            socket.dataIsRead();
            handle.readShort();
            watchToRead(handle, "a");
            assertThat(handler().changes()).isEmpty();
        }
    }

    @Test
    void data_thereBeforeTheWatch_isReported() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = stream(socket);
        socket.dataComes();
        watchToRead(handle, "a");
        assertThat(poll()).containsExactly("a reads");
    }

    @Test
    void edge_comesOnce_andIsKeptForTheNextWatch() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = idle(socket);
        socket.dataComes();
        assertThat(poll()).containsExactly("a reads");
        assertThat(poll()).isEmpty();
        watchToRead(handle, "again"); // not read yet, and no further edge comes
        assertThat(poll()).containsExactly("again reads");
        handle.drained();
        watchToRead(handle, "no bytes come");
        assertThat(poll()).isEmpty();
    }

    @Test
    void edge_whileNobodyWatches_isDueAtTheNextPoll() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = idle(socket);
        handle.unwatch(Direction.READ);
        socket.dataComes();
        assertThat(poll()).isEmpty();
        watchToRead(handle, "a");
        int sleeps = handler().sleeps;
        assertThat(poll()).containsExactly("a reads");
        assertThat(handler().sleeps).isEqualTo(sleeps);
    }

    @Test
    void waiter_otherDirectionReady_isNotWoken() throws IOException {
        Socket socket = kernel.socket();
        idle(socket);
        socket.dataComes();
        assertThat(poll()).containsExactly("a reads");
        socket.roomComes();
        assertThat(poll()).containsExactly("a writes");
    }

    @Test
    void endOfFile_ofReading_wakesTheReaderOnlyAndShortReadsProveNothing() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = idle(socket);
        socket.dataComes();
        socket.peerShutsDown();
        assertThat(poll()).containsExactly("a reads");
        handle.readShort();
        assertThat(handle.mayRead()).isTrue(); // the end, whose edge is spent
        watchToRead(handle, "end");
        assertThat(poll()).containsExactly("end reads");
    }

    @Test
    void data_withoutTheEnd_shortReadDrainsTheSocket() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = idle(socket);
        socket.dataComes();
        assertThat(poll()).containsExactly("a reads");
        handle.readShort();
        assertThat(handle.mayRead()).isFalse();
        socket.peerShutsDown();
        watchToRead(handle, "end");
        assertThat(poll()).containsExactly("end reads");
    }

    @Test
    void endOfFile_ofWriting_wakesBoth() throws IOException {
        Socket socket = kernel.socket();
        idle(socket);
        socket.nobodyReadsAnyMore();
        assertThat(poll()).containsExactlyInAnyOrder("a reads", "a writes");
    }

    @ParameterizedTest
    @ValueSource(shorts = {KEvent.READ, KEvent.WRITE})
    void error_onOneFilter_wakesReaderAndWriter(short filter) throws IOException {
        Socket socket = kernel.socket();
        idle(socket);
        socket.fails(filter, CONNECTION_RESET);
        assertThat(poll()).containsExactlyInAnyOrder("a reads", "a writes");
    }

    @Test
    void close_afterEvents_asksTheKernelForNothing() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = stream(socket);
        watch(handle, "a");
        assertThat(poll()).containsExactly("a writes");
        handle.close();
        assertThat(handler().changes()).isEmpty();
        assertThat(poll()).isEmpty();
        assertThat(handler().errors).isZero();
        assertThat(handler().registrations()).isZero();
    }

    /** With a deletion each, the kernel would have more errors to report than Netty has room for. */
    @Test
    void close_thousandsBetweenTwoPolls_failsNoPoll() throws IOException {
        List<Registered> handles = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Registered handle = stream(kernel.socket());
            watchToRead(handle, "a");
            handles.add(handle);
        }
        backend.pollNow();
        backend.pollNow(); // they were more than fit into one poll
        for (Registered handle : handles) {
            handle.close();
        }
        Socket socket = kernel.socket();
        socket.dataComes();
        watchToRead(stream(socket), "next");
        assertThat(poll()).containsExactly("next reads");
        assertThat(handler().errors).isZero();
    }

    @Test
    void close_beforeItsFiltersWereAdded_isAnErrorThatNobodySees() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = stream(socket);
        watch(handle, "a");
        handle.close();
        assertThat(poll()).isEmpty();
        assertThat(handler().errors).isPositive();
        assertThat(poll()).isEmpty();
        assertThat(handler().registrations()).isZero();
    }

    @Test
    void close_beforeItsFiltersWereAdded_leavesNoneOnTheNextOfItsNumber() throws IOException {
        Socket closed = kernel.socket();
        Registered handle = stream(closed);
        watch(handle, "closed");
        handle.close();
        Socket elsewhere = kernel.socket(); // not watched here
        assertThat(elsewhere.intValue()).isEqualTo(closed.intValue());
        elsewhere.dataComes();
        poll();
        assertThat(handler().queue.filters(elsewhere.intValue())).isZero();
        assertThat(poll()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void number_reused_eachGetsItsOwnEventsOnly(boolean polledBefore) throws IOException {
        for (int i = 0; i < 20; i++) {
            Socket closed = kernel.socket();
            Registered old = stream(closed);
            watch(old, "old");
            if (polledBefore) {
                assertThat(poll()).containsExactly("old writes");
            }
            closed.dataComes();
            old.close();
            Socket socket = kernel.socket();
            assertThat(socket.intValue()).isEqualTo(closed.intValue());
            Registered handle = stream(socket);
            watch(handle, "new");
            List<String> seen = new ArrayList<>(poll());
            seen.addAll(poll()); // the first may have had errors to report
            assertThat(seen).containsExactly("new writes");
            socket.dataComes();
            assertThat(poll()).containsExactly("new reads");
            handle.close();
        }
    }

    @Test
    void event_ofAClosedDescriptor_isIgnored() throws IOException {
        Socket closed = kernel.socket();
        Registered old = stream(closed);
        watch(old, "old");
        assertThat(poll()).containsExactly("old writes");
        long id = handler().lastId();
        old.close();
        Socket socket = kernel.socket();
        watchToRead(stream(socket), "new");
        for (int i = 0; i < 2; i++) { // cancelled, and then forgotten
            handler().comesLate(new Event(closed.intValue(), KEvent.READ, KEvent.END_OF_FILE, CONNECTION_RESET, id));
            assertThat(poll()).isEmpty();
        }
        socket.dataComes();
        assertThat(poll()).containsExactly("new reads");
    }

    @Test
    void channel_thatMoves_leavesNothingBehindAndIsAddedThere() throws IOException {
        Backend other = openBackend();
        Socket socket = kernel.socket();
        Registered handle = idle(socket);
        handle.unwatch(Direction.READ);
        handle.unwatch(Direction.WRITE);
        handle.detach();
        socket.dataComes();
        handle.attach(other);
        watchToRead(handle, "there");
        assertThat(poll()).isEmpty();
        assertThat(handler().queue.filters(socket.intValue())).isZero();
        assertThat(handler().errors).isZero();
        other.pollNow();
        assertThat(trail).containsExactly("there reads");
        assertThat(handlers.getLast().queue.filters(socket.intValue())).isEqualTo(2);
    }

    @Test
    void channel_thatMovesBeforeItsFiltersWereAdded_leavesNothingBehind() throws IOException {
        Backend other = openBackend();
        Socket socket = kernel.socket();
        Registered handle = stream(socket);
        watchToRead(handle, "here");
        handle.unwatch(Direction.READ);
        handle.detach();
        handle.attach(other);
        watchToRead(handle, "there");
        backend.pollNow();
        assertThat(handler().queue.filters(socket.intValue())).isZero();
        socket.dataComes();
        other.pollNow();
        assertThat(trail).containsExactly("there reads");
    }

    @Test
    void backend_closed_dropsWatchesAndChannelsCanBeClosed() throws IOException {
        Socket socket = kernel.socket();
        Registered handle = idle(socket);
        socket.dataComes();
        backend.close();
        assertThat(trail).isEmpty();
        assertThat(socket.isOpen()).isTrue();
        assertThatIOException().isThrownBy(() -> watchToRead(handle, "a")).withMessageContaining("closed");
        assertThatIOException().isThrownBy(() -> backend.pollNow()).withMessageContaining("closed");
        handle.close();
        assertThat(socket.isOpen()).isFalse();
    }
}
