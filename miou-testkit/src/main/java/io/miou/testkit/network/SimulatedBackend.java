package io.miou.testkit.network;

import io.miou.spi.Backend;
import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import io.miou.testkit.turns.Seat;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The backend of a domain in a simulated world. A poll waits for the domain's turn, then reports the ready handles.
 *
 * <p>Threads: as in {@link Backend}; the list of ready handles is confined to the domain that has the turn.
 */
public final class SimulatedBackend implements Backend {

    private final Net net;
    private final Seat seat;
    private final List<Watches.Watch> ready = new ArrayList<>();

    /**
     * Creates the backend of a domain.
     *
     * @param net of its world
     * @param seat of its domain
     */
    public SimulatedBackend(Net net, Seat seat) {
        this.net = net;
        this.seat = seat;
    }

    @Override
    public void pollNow() throws IOException {
        seat.pause();
        dispatch();
    }

    @Override
    public void poll(long timeoutNanos) throws IOException {
        seat.sleep(timeoutNanos);
        dispatch();
    }

    @Override
    public void wakeup() {
        seat.wake();
    }

    @Override
    public long nanoTime() {
        return net.agenda().now();
    }

    @Override
    public Runnable blocking(Runnable delivery) {
        return seat.outside(delivery);
    }

    @Override
    public Runnable awaiting(Runnable delivery) {
        return seat.awaiting(delivery);
    }

    @Override
    public void mainWaits(long atMostNanos) {
        seat.mainWaits(atMostNanos);
    }

    @Override
    public StreamHandle connect(SocketAddress remote) throws IOException {
        return SimulatedStream.connect(net, this, Addresses.require(remote), null);
    }

    @Override
    public StreamHandle connect(SocketAddress remote, SocketAddress local) throws IOException {
        return SimulatedStream.connect(net, this, Addresses.requireInternet(remote), Addresses.requireInternet(local));
    }

    @Override
    public ListenHandle listen(SocketAddress local, ListenOptions options) throws IOException {
        return SimulatedListener.listen(net, this, Addresses.require(local), options);
    }

    @Override
    public DatagramHandle bind(SocketAddress local, DatagramOptions options) throws IOException {
        return SimulatedDatagrams.bind(net, this, Addresses.requireInternet(local), options);
    }

    @Override
    public void close() {
        ready.clear();
        seat.leave();
    }

    @Override
    public String toString() {
        return "simulated backend";
    }

    /** Lets the next poll look at a watch. */
    void enqueue(Watches.Watch watch) {
        ready.add(watch);
        seat.attend();
    }

    /** Dispatches in any order: no operating system promises one. */
    private void dispatch() {
        for (int left = ready.size(); left > 0; left--) {
            Watches.Watch watch = ready.remove(net.dice().below(left));
            watch.dispatch();
        }
    }
}
