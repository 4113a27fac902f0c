package io.miou.benchmarks.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/**
 * A wire on Linux's edge-triggered epoll, without anything in between: one message costs what it costs in C, which the
 * selector of the JDK does not come near. Constants and layouts are those of the Linux ABI on x86-64 and AArch64.
 */
final class EpollWire implements Wire {

    private static final String ARCHITECTURE = System.getProperty("os.arch");

    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN_EPOLLET = 1 | 1 << 31;

    /** struct epoll_event is packed on x86-64 only. */
    private static final int EVENT = ARCHITECTURE.equals("amd64") ? 12 : 16;
    private static final int DATA = EVENT - 8;
    private static final int EVENTS = 1024;
    private static final int SECOND = 1000;

    private final Libc libc = new Libc();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment events = arena.allocate((long) EVENT * EVENTS);
    private final MemorySegment pattern;
    private final MemorySegment answer;
    private final int[] descriptors;
    private final int epoll;

    private int opened;

    EpollWire(InetSocketAddress server, int connections, Messages messages) throws IOException {
        pattern = messages.pattern();
        answer = messages.answer();
        descriptors = new int[connections];
        epoll = libc.epollCreate();
        try {
            MemorySegment address = addressOf(server);
            while (opened < connections) {
                Pace.next(opened);
                open(address);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static boolean isUsable() {
        return "Linux".equals(System.getProperty("os.name"))
                && (ARCHITECTURE.equals("amd64") || ARCHITECTURE.equals("aarch64"));
    }

    /** {@return a struct sockaddr_in} */
    private MemorySegment addressOf(InetSocketAddress server) {
        MemorySegment address = arena.allocate(16, 4);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
        address.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) server.getPort());
        MemorySegment.copy(server.getAddress().getAddress(), 0, address, ValueLayout.JAVA_BYTE, 4, 4);
        return address;
    }

    private void open(MemorySegment address) throws IOException {
        int connection = opened;
        int descriptor = libc.socket(AF_INET, SOCK_STREAM);
        descriptors[opened++] = descriptor;
        libc.connect(descriptor, address);
        libc.setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, arena.allocateFrom(ValueLayout.JAVA_INT, 1));
        // struct linger: on, for 0 seconds.
        libc.setsockopt(descriptor, SOL_SOCKET, SO_LINGER, arena.allocateFrom(ValueLayout.JAVA_INT, 1, 0));
        MemorySegment event = arena.allocate(EVENT, 8);
        event.set(ValueLayout.JAVA_INT, 0, EPOLLIN_EPOLLET);
        event.set(ValueLayout.JAVA_INT, DATA, connection);
        libc.epollCtl(epoll, EPOLL_CTL_ADD, descriptor, event);
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int connections() {
        return descriptors.length;
    }

    @Override
    public int await() throws IOException {
        return libc.epollWait(epoll, events, EVENTS, SECOND);
    }

    @Override
    public int look() throws IOException {
        return libc.epollWait(epoll, events, EVENTS, 0);
    }

    @Override
    public int ready(int i) {
        return events.get(ValueLayout.JAVA_INT, (long) i * EVENT + DATA);
    }

    @Override
    public int receive(int connection) throws IOException {
        int count = libc.receive(descriptors[connection], answer, MSG_DONTWAIT);
        if (count == 0) {
            throw Wire.gone(connection);
        }
        return count > 0 ? count : nothingYet("recv");
    }

    @Override
    public int send(int connection, int from, int length) throws IOException {
        int count = libc.send(descriptors[connection], pattern.asSlice(from, length), MSG_DONTWAIT | MSG_NOSIGNAL);
        return count >= 0 ? count : nothingYet("send");
    }

    private int nothingYet(String call) throws IOException {
        if (libc.errno() != Libc.EAGAIN) {
            throw libc.failure(call);
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        while (opened > 0) {
            libc.close(descriptors[--opened]);
        }
        libc.close(epoll);
        arena.close();
    }
}
