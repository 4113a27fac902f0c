package io.miou.testkit.chaos;

import io.miou.spi.Backend;
import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.DescriptorsExhaustedException;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import io.miou.testkit.faults.Dice;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real backend whose handles behave badly.
 *
 * <p>Threads: as {@link Backend}; the number of open handles is atomic, because all domains count together.
 */
final class ChaosBackend implements Backend {

    private record Owed(long due, long number, Faulty.Watch watch) {
    }

    private final Backend real;
    private final Dice dice;
    private final AtomicInteger open;
    private final PriorityQueue<Owed> owed = new PriorityQueue<>(
            Comparator.<Owed>comparingLong(Owed::due).thenComparingLong(Owed::number));
    private final long start;
    private long count;
    private boolean closed;

    ChaosBackend(Backend real, Dice dice, AtomicInteger open) {
        this.real = real;
        this.dice = dice;
        this.open = open;
        this.start = real.nanoTime();
    }

    Backend real() {
        return real;
    }

    Dice dice() {
        return dice;
    }

    /** Lets a poll report, after a while, a readiness that was kept from the program. */
    void owe(Faulty.Watch watch, long nanos) {
        owed.add(new Owed(elapsed() + nanos, count++, watch));
    }

    boolean isClosed() {
        return closed;
    }

    private long elapsed() {
        return real.nanoTime() - start;
    }

    @Override
    public boolean isLevelTriggered() {
        return real.isLevelTriggered();
    }

    @Override
    public void pollNow() throws IOException {
        real.pollNow();
        pay();
    }

    @Override
    public void poll(long timeoutNanos) throws IOException {
        Owed next = owed.peek();
        long left = next == null ? timeoutNanos : Math.min(timeoutNanos, next.due - elapsed());
        if (left > 0) {
            real.poll(left);
        } else {
            real.pollNow();
        }
        pay();
    }

    private void pay() {
        long now = elapsed();
        List<Owed> due = new ArrayList<>();
        for (Owed next = owed.peek(); next != null && next.due <= now; next = owed.peek()) {
            due.add(owed.remove());
        }
        due.forEach(each -> each.watch.pay());
    }

    @Override
    public void wakeup() {
        real.wakeup();
    }

    @Override
    public long nanoTime() {
        return real.nanoTime();
    }

    @Override
    public Runnable blocking(Runnable delivery) {
        return real.blocking(delivery);
    }

    @Override
    public StreamHandle connect(SocketAddress remote) throws IOException {
        if (dice.happens(dice.faults().refusals())) {
            throw new ConnectException("Connection refused: " + remote);
        }
        takeDescriptor();
        return opened(() -> new ChaosStream(this, real.connect(remote)));
    }

    @Override
    public StreamHandle connect(SocketAddress remote, SocketAddress local) throws IOException {
        if (dice.happens(dice.faults().refusals())) {
            throw new ConnectException("Connection refused: " + remote);
        }
        takeDescriptor();
        return opened(() -> new ChaosStream(this, real.connect(remote, local)));
    }

    @Override
    public ListenHandle listen(SocketAddress local, ListenOptions options) throws IOException {
        takeDescriptor();
        return opened(() -> new ChaosListener(this, real.listen(local, options)));
    }

    @Override
    public DatagramHandle bind(SocketAddress local, DatagramOptions options) throws IOException {
        takeDescriptor();
        return opened(() -> new ChaosDatagrams(this, real.bind(local, options)));
    }

    @Override
    public StreamHandle adopt(SocketChannel socket) throws IOException {
        takeDescriptor();
        return opened(() -> new ChaosStream(this, real.adopt(socket)));
    }

    private interface Opening<C> {
        C open() throws IOException;
    }

    private <C> C opened(Opening<C> opening) throws IOException {
        try {
            return opening.open();
        } catch (Throwable e) {
            returnDescriptor();
            throw e;
        }
    }

    /** Takes a descriptor for a handle that the caller opens, or gives back with {@link #returnDescriptor}. */
    void takeDescriptor() throws DescriptorsExhaustedException {
        if (open.incrementAndGet() > dice.faults().descriptors()) {
            open.decrementAndGet();
            throw new DescriptorsExhaustedException("Too many open files");
        }
    }

    void returnDescriptor() {
        open.decrementAndGet();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        owed.clear();
        real.close();
    }

    @Override
    public String toString() {
        return real + " with faults";
    }
}
