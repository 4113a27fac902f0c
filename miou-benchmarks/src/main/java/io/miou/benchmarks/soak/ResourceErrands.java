package io.miou.benchmarks.soak;

import static io.miou.benchmarks.soak.Errand.expect;

import io.miou.Miou;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.net.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The errands about what tasks own, sockets above all. */
final class ResourceErrands {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    private ResourceErrands() {
    }

    static List<Errand> all() {
        return List.of(
                new Errand("resources of tasks that end in each way", ResourceErrands::endings),
                new Errand("sockets of cancelled tasks", ResourceErrands::cancelledSockets),
                new Errand("a connection to itself", ResourceErrands::connection));
    }

    private static void endings() {
        AtomicInteger released = new AtomicInteger();
        Owned<AtomicInteger> closed = Resource.own(released, AtomicInteger::incrementAndGet);
        Owned<AtomicInteger> failed = Resource.own(released, AtomicInteger::incrementAndGet);
        Owned<AtomicInteger> cancelled = Resource.own(released, AtomicInteger::incrementAndGet);
        Promise<?> closes = Miou.task().give(closed).call(() -> closed.close());
        Promise<?> fails = Miou.task().give(failed).async(() -> {
            throw new IOException("on purpose");
        });
        Promise<?> sleeps = Miou.task().give(cancelled).call(() -> Miou.sleep(Duration.ofDays(1)));
        sleeps.cancel();
        Miou.awaitAll(closes, fails);
        expect(3, released.get());
    }

    private static void cancelledSockets() {
        Promise<?> receives = Miou.call(() -> {
            UdpSocket socket = UdpSocket.bind(ANY_PORT);
            return socket.receive(ByteBuffer.allocate(64));
        });
        Promise<?> accepts = Miou.call(() -> {
            TcpListener listener = TcpListener.bind(ANY_PORT);
            return listener.accept();
        });
        Miou.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(3)));
        receives.cancel();
        accepts.cancel();
        expect(Promise.State.CANCELLED, receives.state());
        expect(Promise.State.CANCELLED, accepts.state());
    }

    private static void connection() throws IOException {
        try (TcpListener listener = TcpListener.bind(ANY_PORT)) {
            Promise<Integer> peer = Miou.call(() -> {
                try (TcpStream stream = TcpStream.connect(listener.localAddress())) {
                    stream.write(new byte[100]);
                    stream.shutdownOutput();
                    return stream.read(new byte[10]);
                }
            });
            try (TcpStream stream = listener.accept()) {
                stream.readFully(ByteBuffer.allocate(100));
                stream.write(new byte[7]);
            }
            expect(7, peer.await());
        }
    }
}
