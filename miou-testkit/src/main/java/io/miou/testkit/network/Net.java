package io.miou.testkit.network;

import io.miou.spi.DescriptorsExhaustedException;
import io.miou.testkit.faults.Dice;
import io.miou.testkit.turns.Agenda;
import io.miou.testkit.turns.Recorder;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The connection of all sockets of a world. Confined to the domain that has the turn. */
public final class Net {

    private static final int FIRST_PORT = 49_152;
    private static final int LAST_PORT = 65_535;

    private final Agenda agenda;
    private final Dice dice;
    private final Recorder recorder;
    private final Set<SimulatedListener> listeners = new LinkedHashSet<>();
    private final Set<SimulatedDatagrams> datagramSockets = new LinkedHashSet<>();
    private final Set<Object> open = new LinkedHashSet<>();
    private final Set<InetAddress> cutOff = new HashSet<>();
    private final List<Runnable> heldUp = new ArrayList<>();
    private int nextPort = FIRST_PORT;

    /**
     * Creates a net without sockets.
     *
     * @param agenda of the world
     * @param dice decide on faults
     * @param recorder records what happens
     */
    public Net(Agenda agenda, Dice dice, Recorder recorder) {
        this.agenda = agenda;
        this.dice = dice;
        this.recorder = recorder;
    }

    Agenda agenda() {
        return agenda;
    }

    Dice dice() {
        return dice;
    }

    void note(String what) {
        recorder.note(agenda.elapsed(), -1, what);
    }

    /** Records an action of the calling task. Its thread has its name. */
    void noteOfTask(String what) {
        Thread caller = Thread.currentThread();
        if (caller.isVirtual()) {
            note(caller.getName() + " " + what);
        }
    }

    // Descriptors

    void requireDescriptor() throws DescriptorsExhaustedException {
        if (open.size() >= dice.faults().descriptors()) {
            throw new DescriptorsExhaustedException("Too many open files");
        }
    }

    void opened(Object handle) {
        open.add(handle);
    }

    void closed(Object handle) {
        open.remove(handle);
    }

    /** {@return the sockets that are open, in words} */
    public List<String> open() {
        return open.stream().map(Object::toString).toList();
    }

    // Addresses

    InetSocketAddress withPort(InetSocketAddress local, boolean datagrams) throws BindException {
        if (local.getPort() != 0) {
            return local;
        }
        for (int tries = FIRST_PORT; tries <= LAST_PORT; tries++) {
            InetSocketAddress candidate = new InetSocketAddress(local.getAddress(), nextPort);
            nextPort = nextPort == LAST_PORT ? FIRST_PORT : nextPort + 1;
            if (bound(datagrams).noneMatch(other -> Addresses.collide(other, candidate))) {
                return candidate;
            }
        }
        throw new BindException("no port is free: " + local);
    }

    private Stream<SocketAddress> bound(boolean datagrams) {
        return datagrams
                ? datagramSockets.stream().map(SimulatedDatagrams::bound)
                : listeners.stream().map(SimulatedListener::bound);
    }

    void add(SimulatedListener listener, boolean shared) throws BindException {
        requireFree(listener.bound(), listeners.stream()
                .filter(other -> !(shared && other.isShared())).map(SimulatedListener::bound));
        listeners.add(listener);
    }

    void remove(SimulatedListener listener) {
        listeners.remove(listener);
    }

    void add(SimulatedDatagrams socket, boolean shared) throws BindException {
        requireFree(socket.bound(), datagramSockets.stream()
                .filter(other -> !(shared && other.isShared())).map(SimulatedDatagrams::bound));
        datagramSockets.add(socket);
    }

    void remove(SimulatedDatagrams socket) {
        datagramSockets.remove(socket);
    }

    private static void requireFree(SocketAddress wanted, Stream<SocketAddress> taken) throws BindException {
        if (taken.anyMatch(other -> Addresses.collide(other, wanted))) {
            throw new BindException("Address already in use: " + wanted);
        }
    }

    /** Finds the listener at an address; one of several by chance. */
    @Nullable
    SimulatedListener listenerAt(SocketAddress address) {
        List<SimulatedListener> found = listeners.stream().filter(listener -> listener.listensAt(address)).toList();
        return found.isEmpty() ? null : found.get(dice.below(found.size()));
    }

    @Nullable
    SimulatedDatagrams datagramSocketAt(InetSocketAddress address) {
        List<SimulatedDatagrams> found = datagramSockets.stream()
                .filter(socket -> Addresses.matches(socket.bound(), address)).toList();
        return found.isEmpty() ? null : found.get(dice.below(found.size()));
    }

    // Hosts

    /**
     * Cuts a host off from all others: bytes that are sent wait until it is back.
     *
     * @param host its address
     */
    public void cutOff(InetAddress host) {
        note("cuts off " + host);
        cutOff.add(host);
    }

    /**
     * Ends {@link #cutOff}.
     *
     * @param host its address
     */
    public void restore(InetAddress host) {
        note("restores " + host);
        if (cutOff.remove(host)) {
            List<Runnable> again = new ArrayList<>(heldUp);
            heldUp.clear();
            for (Runnable arrival : again) {
                agenda.in(dice.delay(), arrival);
            }
        }
    }

    boolean isReachable(SocketAddress one, SocketAddress other) {
        return cutOff.isEmpty() || !(one instanceof InetSocketAddress first)
                || !(other instanceof InetSocketAddress second) || first.getAddress().equals(second.getAddress())
                || !cutOff.contains(first.getAddress()) && !cutOff.contains(second.getAddress());
    }

    /** Keeps an arrival that is impossible now. It is tried again when a host is restored. */
    void holdUp(Runnable arrival) {
        heldUp.add(arrival);
    }

    /** Resets all connections with one end at an address that have not ended yet. */
    public void resetConnectionsOf(SocketAddress address) {
        note("resets the connections of " + address);
        for (Object handle : List.copyOf(open)) {
            if (handle instanceof SimulatedStream stream && stream.isAt(address)) {
                stream.resetByNetwork();
            }
        }
    }
}
