package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of {@link EdgeRegistration}, row by row, and what becomes of it when a handle leaves. */
class EdgeRegistrationTest {

    private final FakeTransport transport = new FakeTransport();
    private final FakeTransport.Descriptor descriptor = new FakeTransport.Descriptor();
    private final List<String> trail = new ArrayList<>();
    private NettyBackend backend;
    private EdgeRegistration handle;

    @BeforeEach
    void open() throws IOException {
        backend = (NettyBackend) NettyBackend.open(transport);
        handle = new EdgeRegistration(descriptor, Interest.READ_AND_WRITE, backend);
    }

    private void watch(Direction direction) throws IOException {
        handle.watch(direction, () -> trail.add(direction.name()));
    }

    /** Registers without leaving a watch. */
    private void register() throws IOException {
        watch(Direction.READ);
        handle.unwatch(Direction.READ);
    }

    private List<String> poll(Runnable... edges) throws IOException {
        trail.clear();
        transport.edges.addAll(List.of(edges));
        backend.poll(Backend.FOREVER);
        return List.copyOf(trail);
    }

    private boolean pollSleeps() throws IOException {
        int before = transport.sleeps;
        backend.poll(Backend.FOREVER);
        return transport.sleeps > before;
    }

    // readable

    @Test
    void readable_unregistered_readsAreTried() {
        assertThat(handle.mayRead()).isTrue();
        assertThat(handle.mayRead()).isTrue();
    }

    @Test
    void readable_unregisteredAndShort_answersOneReadWithoutTheKernel() {
        handle.readShort();
        assertThat(handle.mayRead()).isFalse();
        assertThat(handle.mayRead()).isTrue();
    }

    @Test
    void readable_registered_waitsForTheEdge() throws IOException {
        register();
        assertThat(handle.mayRead()).isFalse();
        assertThat(handle.mayRead()).isFalse();
        poll(handle::readable);
        assertThat(handle.mayRead()).isTrue();
    }

    @Test
    void readable_readFoundNothing_isCleared() throws IOException {
        register();
        poll(handle::readable);
        handle.drained();
        assertThat(handle.mayRead()).isFalse();
        watch(Direction.READ);
        assertThat(pollSleeps()).isTrue();
        assertThat(trail).isEmpty();
    }

    @Test
    void readable_shortRead_isCleared() throws IOException {
        register();
        poll(handle::readable);
        handle.readShort();
        assertThat(handle.mayRead()).isFalse();
    }

    @Test
    void readable_nobodyWatches_isDueForTheNextWatch() throws IOException {
        register();
        assertThat(poll(handle::readable)).isEmpty();
        watch(Direction.READ);
        assertThat(trail).isEmpty();
        assertThat(pollSleeps()).isFalse();
        assertThat(trail).containsExactly("READ");
        assertThat(pollSleeps()).isTrue();
        assertThat(trail).hasSize(1);
    }

    @Test
    void readable_otherDirectionWatched_wakesNobody() throws IOException {
        watch(Direction.WRITE);
        assertThat(poll(handle::readable)).isEmpty();
        assertThat(poll(handle::writable)).containsExactly("WRITE");
    }

    // writable

    @Test
    void writable_unregistered_isToldByTheEdgeOnly() throws IOException {
        watch(Direction.WRITE);
        assertThat(pollSleeps()).isTrue();
        assertThat(poll(handle::writable)).containsExactly("WRITE");
    }

    @Test
    void writable_notUsedUp_isDueForTheNextWatch() throws IOException {
        register();
        poll(handle::writable);
        watch(Direction.WRITE);
        assertThat(pollSleeps()).isFalse();
        assertThat(trail).containsExactly("WRITE");
    }

    @Test
    void writable_filled_isCleared() throws IOException {
        register();
        poll(handle::writable);
        handle.filled();
        watch(Direction.WRITE);
        assertThat(pollSleeps()).isTrue();
        assertThat(trail).isEmpty();
    }

    @Test
    void due_bothDirections_areCalledByOnePoll() throws IOException {
        register();
        poll(handle::readable, handle::writable);
        watch(Direction.READ);
        watch(Direction.WRITE);
        backend.pollNow();
        assertThat(trail).containsExactly("READ", "WRITE");
    }

    // wary

    @Test
    void wary_ended_shortReadKeepsItReadable() throws IOException {
        register();
        poll(handle::ended, handle::readable);
        handle.readShort();
        assertThat(handle.mayRead()).isTrue();
        watch(Direction.READ);
        assertThat(pollSleeps()).isFalse();
        assertThat(trail).containsExactly("READ");
    }

    @Test
    void wary_urgent_shortReadKeepsItReadable() throws IOException {
        register();
        poll(handle::urgent, handle::readable);
        handle.readShort();
        assertThat(handle.mayRead()).isTrue();
    }

    /** The hint may have been wrong: a waiting fiber must not spin. */
    @Test
    void wary_readFoundNothing_readsAreTriedAndWatchesWait() throws IOException {
        register();
        poll(handle::ended, handle::readable);
        handle.drained();
        assertThat(handle.mayRead()).isTrue();
        watch(Direction.READ);
        assertThat(pollSleeps()).isTrue();
        assertThat(poll(handle::readable)).containsExactly("READ");
    }

    // inputShut

    @Test
    void inputShut_reader_isCalledByTheNextPoll() throws IOException {
        watch(Direction.READ);
        handle.inputShutDown();
        assertThat(trail).isEmpty();
        assertThat(pollSleeps()).isFalse();
        assertThat(trail).containsExactly("READ");
        assertThat(handle.isInputShutDown()).isTrue();
        assertThat(handle.mayRead()).isFalse();
    }

    @Test
    void inputShut_watchedForTheFirstTime_isDue() throws IOException {
        handle.inputShutDown();
        watch(Direction.READ);
        assertThat(pollSleeps()).isFalse();
        assertThat(trail).containsExactly("READ");
    }

    // due

    @Test
    void due_unwatched_isNotCalled() throws IOException {
        register();
        poll(handle::readable);
        watch(Direction.READ);
        handle.unwatch(Direction.READ);
        backend.pollNow();
        assertThat(trail).isEmpty();
        assertThat(pollSleeps()).isTrue();
    }

    @Test
    void due_detached_isForgotten() throws IOException {
        register();
        poll(handle::readable);
        watch(Direction.READ);
        handle.unwatch(Direction.READ);
        handle.detach();
        assertThat(transport.registered).isEmpty();
        assertThat(pollSleeps()).isTrue();
        handle.attach(backend);
        watch(Direction.READ);
        assertThat(transport.registered).hasSize(1);
        assertThat(pollSleeps()).isTrue();
        assertThat(poll(handle::readable)).containsExactly("READ");
    }

    @Test
    void due_closed_isForgotten() throws IOException {
        register();
        poll(handle::readable);
        watch(Direction.READ);
        handle.close();
        assertThat(descriptor.isOpen()).isFalse();
        assertThat(transport.registered).isEmpty();
        assertThat(pollSleeps()).isTrue();
        assertThat(trail).isEmpty();
    }

    /**
     * A watch that becomes due while it is called is for the next poll: a poll goes through those that were due before
     * it.
     */
    @Test
    void due_again_isForTheNextPoll() throws IOException {
        register();
        poll(handle::readable);
        watch(Direction.READ);
        backend.pollNow();
        watch(Direction.READ);
        backend.pollNow();
        assertThat(trail).containsExactly("READ", "READ");
    }

    // leaving

    @Test
    void detach_watched_isRefused() throws IOException {
        watch(Direction.WRITE);
        assertThatIllegalStateException().isThrownBy(handle::detach).withMessageContaining("WRITE");
        assertThat(handle.backend()).isSameAs(backend);
        assertThat(transport.registered).hasSize(1);
    }

    @Test
    void detach_shortReadBefore_readsAreTriedElsewhere() throws IOException {
        register();
        poll(handle::readable);
        handle.readShort();
        handle.detach();
        assertThat(handle.backend()).isNull();
        assertThat(handle.mayRead()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> watch(Direction.READ)).withMessageContaining("attach");
    }

    @Test
    void attach_wrongBackend_isRefused() throws IOException {
        assertThatIllegalStateException().isThrownBy(() -> handle.attach(NettyBackend.open(new FakeTransport())));
        handle.detach();
        assertThatIllegalArgumentException().isThrownBy(() -> handle.attach(new Backend() {
            @Override
            public void pollNow() {
            }

            @Override
            public void poll(long timeoutNanos) {
            }

            @Override
            public void wakeup() {
            }

            @Override
            public void close() {
            }
        })).withMessageContaining("fake");
    }

    @Test
    void close_dropsWatchesAndRefusesMore() throws IOException {
        watch(Direction.READ);
        handle.close();
        handle.close();
        handle.readable();
        assertThat(trail).isEmpty();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> watch(Direction.READ));
    }

    @Test
    void pollerClosed_watchesAreDroppedAndReadsAreTried() throws IOException {
        watch(Direction.READ);
        watch(Direction.WRITE);
        backend.close();
        assertThat(trail).isEmpty();
        assertThat(handle.mayRead()).isTrue();
        assertThatIOException().isThrownBy(() -> watch(Direction.READ)).withMessageContaining("closed");
        handle.detach();
        NettyBackend other = (NettyBackend) NettyBackend.open(transport);
        handle.attach(other);
        watch(Direction.READ);
        transport.edges.add(handle::readable);
        other.pollNow();
        assertThat(trail).containsExactly("READ");
    }

    @Test
    void watch_pollerRefuses_leavesNothing() throws IOException {
        transport.refuses = true;
        assertThatIOException().isThrownBy(() -> watch(Direction.READ)).withMessage("refused");
        assertThat(handle.mayRead()).isTrue();
        transport.refuses = false;
        watch(Direction.READ);
        assertThat(poll(handle::readable)).containsExactly("READ");
    }
}
