package io.miou.backend.nio;

import io.miou.spi.Backend;
import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import io.miou.spi.WakeupState;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The selector of a domain.
 *
 * <p>Confined to the domain's thread, except {@link #wakeup()}, which is for any thread. It touches only
 * {@link WakeupState}, which says why no signal is lost, and {@link Selector#wakeup()}, which is safe and has no effect
 * after a close. The thread that opened the backend publishes it to the domain's by starting it.
 *
 * <p>If the interrupt flag of the domain's thread is set, the selector does not sleep, and it does not clear the flag.
 * So the scheduler clears it after each poll: otherwise the domain would spin.
 *
 * <p>A deadline that is too near for the selector's milliseconds has an alarm of its own: {@link SelectorAlarm}.
 */
final class NioBackend implements Backend {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int FEW = 64;

    /** A timeout is rounded up to milliseconds if that makes it longer by no more than this part. */
    private static final int SMALL_PART = 16;

    private final Selector selector = Selector.open();
    private final WakeupState wakeups = new WakeupState();
    private final SelectorAlarm alarm;

    /** Keys that were ready to read without a watch. */
    private final List<SelectionKey> unwatched = new ArrayList<>();
    private int tooManyUnwatched = FEW;

    /** Registrations that are ready to read although the selector does not know. */
    private final ArrayDeque<KeyRegistration> due = new ArrayDeque<>(0);

    /** The number of keys that the current poll has found ready to read without a watch. */
    private int inVain;

    /**
     * Opens a selector.
     *
     * @param domain the number of its domain
     */
    NioBackend(int domain) throws IOException {
        alarm = new SelectorAlarm(selector, domain);
    }

    Selector selector() {
        return selector;
    }

    @Override
    public boolean isLevelTriggered() {
        return true;
    }

    @Override
    public void pollNow() throws IOException {
        inVain = 0;
        dispatchDue();
        try {
            selector.selectNow(NioBackend::dispatch);
        } finally {
            wakeups.endPoll();
        }
    }

    @Override
    public void poll(long timeoutNanos) throws IOException {
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException("the timeout is " + timeoutNanos + " ns; not to wait at all is pollNow");
        }
        if (!due.isEmpty() || !wakeups.beginSleep()) {
            pollNow();
            return;
        }
        inVain = 0;
        try {
            dropInterestOfUnwatched();
            long millis = toMillis(timeoutNanos);
            if (isTooCoarse(millis, timeoutNanos)) {
                // If the alarm cannot be set, the selector wakes a little later by itself.
                boolean _ = alarm.set(timeoutNanos);
            }
            selector.select(NioBackend::dispatch, millis);
        } finally {
            wakeups.endPoll();
        }
    }

    private void dispatchDue() {
        for (int count = due.size(); count > 0; count--) {
            due.remove().dispatchDue();
        }
    }

    void addDue(KeyRegistration registration) {
        due.add(registration);
    }

    @Override
    public void wakeup() {
        if (wakeups.signal()) {
            selector.wakeup();
        }
    }

    @Override
    public StreamHandle connect(SocketAddress remote) throws IOException {
        return NioStreamHandle.connect(this, remote, null);
    }

    @Override
    public StreamHandle connect(SocketAddress remote, SocketAddress local) throws IOException {
        return NioStreamHandle.connect(this, remote, local);
    }

    @Override
    public ListenHandle listen(SocketAddress local, ListenOptions options) throws IOException {
        return NioListenHandle.listen(this, local, options);
    }

    @Override
    public DatagramHandle bind(SocketAddress local, DatagramOptions options) throws IOException {
        return NioDatagramHandle.bind(this, local, options);
    }

    @Override
    public StreamHandle adopt(SocketChannel socket) throws IOException {
        return NioStreamHandle.adopt(this, socket);
    }

    @Override
    public void close() throws IOException {
        alarm.close();
        if (selector.isOpen()) {
            for (SelectionKey key : selector.keys()) {
                ((KeyRegistration) key.attachment()).dropWatches();
            }
            selector.close();
        }
    }

    @Override
    public String toString() {
        return "nio backend";
    }

    /**
     * Counts a key that is ready to read without a watch. Returns true if its read interest should be dropped now.
     */
    boolean countInVain() {
        return ++inVain > FEW;
    }

    /** Has {@link Registration#beforeSleep} called before the selector sleeps with interest in a key. */
    void sleepWithout(SelectionKey key) {
        if (unwatched.size() >= tooManyUnwatched) {
            // A domain that is never idle must not keep the keys of all connections that it ever had.
            unwatched.removeIf(other -> !other.isValid());
            tooManyUnwatched = Math.max(FEW, 2 * unwatched.size());
        }
        unwatched.add(key);
    }

    /** {@return the number of keys that are looked at before the selector sleeps} For tests. */
    int unwatchedCount() {
        return unwatched.size();
    }

    private void dropInterestOfUnwatched() {
        for (int i = unwatched.size() - 1; i >= 0; i--) {
            SelectionKey key = unwatched.remove(i);
            // One that is not valid is closed, or has left: its registration may be another domain's now.
            if (key.isValid()) {
                ((KeyRegistration) key.attachment()).beforeSleep(key);
            }
        }
    }

    /**
     * Makes the selector forget a key now, by selecting once more: until then a closed handle would keep its
     * descriptor. No readiness is lost by it, nor a wakeup: see {@link #ignore} and {@link WakeupState}.
     */
    void deregister(SelectionKey key) throws IOException {
        key.cancel();
        if (selector.isOpen()) {
            selector.selectNow(NioBackend::ignore);
        }
    }

    /**
     * Rounds up to milliseconds, so that a poll does not return again and again before a deadline; 0 stands for no
     * limit.
     */
    private static long toMillis(long nanos) {
        return nanos == FOREVER ? 0 : (nanos - 1) / NANOS_PER_MILLI + 1;
    }

    private static boolean isTooCoarse(long millis, long nanos) {
        return millis != 0 && millis * NANOS_PER_MILLI - nanos > nanos / SMALL_PART;
    }

    /** {@return the alarm for deadlines that are too near for the selector} For tests. */
    SelectorAlarm alarm() {
        return alarm;
    }

    private static void dispatch(SelectionKey key) {
        ((KeyRegistration) key.attachment()).dispatch(key);
    }

    /** Ignores a key. The next poll reports its readiness again, because a selector is level-triggered. */
    private static void ignore(SelectionKey key) {
    }
}
