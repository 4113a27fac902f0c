package io.miou.net;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/** Uses host names whose addresses come late or never, in a process of its own. */
final class WithSlowNames {

    private static final int CROWD = 70;

    private WithSlowNames() {
    }

    private static InetSocketAddress name(String host, int port) {
        return InetSocketAddress.createUnresolved(host, port);
    }

    private static InetSocketAddress here() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    /** Prints what the test looks for. */
    public static void main(String... args) throws Exception {
        Miou.run(() -> {
            System.out.println("answered " + answered());
            System.out.println("unknown " + unknown());
            limited("connect", () -> TcpStream.connect(name("slow-connect", 7)));
            limited("bind a listener", () -> TcpListener.bind(name("slow-listener", 0)));
            limited("bind", () -> UdpSocket.bind(name("slow-bind", 0)));
            try (UdpSocket socket = UdpSocket.bind(here())) {
                limited("udp connect", () -> socket.connect(name("slow-udp-connect", 7)));
                limited("send", () -> {
                    socket.send(ByteBuffer.allocate(1), name("slow-send", 7));
                    return "nothing";
                });
            }
            cancelled();
            besides();
            shared();
            crowd();
        });
        Running<Void> running = Miou.launcher().start(() -> {
            try (TcpStream stream = TcpStream.connect(name("slow-main", 7))) {
                System.out.println("connected " + stream);
            }
        });
        SlowNames.MAIN.await();
        running.close();
        System.out.println("closed; the gate is " + (SlowNames.GATE.getCount() > 0 ? "shut" : "open"));
    }

    private static boolean answered() throws IOException {
        try (TcpListener listener = TcpListener.bind(name("fast", 0));
                TcpStream stream = TcpStream.connect(
                        name("fast", ((InetSocketAddress) listener.localAddress()).getPort()))) {
            return stream.remoteAddress().equals(listener.localAddress());
        }
    }

    private static String unknown() throws IOException {
        try (TcpStream stream = TcpStream.connect(name("unknown.invalid", 7))) {
            return stream.toString();
        } catch (UnknownHostException e) {
            return e.getMessage();
        }
    }

    private static void limited(String what, Callable<?> code) throws Exception {
        try {
            Object result = Miou.<Object, Exception>timeout(Duration.ofMillis(30), code::call);
            System.out.println(what + " gave " + result);
        } catch (TimeoutException e) {
            System.out.println(what + " timed out");
        }
    }

    private static void cancelled() {
        Promise<Void> child = Miou.async(() -> TcpStream.connect(name("slow-cancelled", 7)).close());
        Miou.yield();
        child.cancel();
        System.out.println("cancelled " + (child.awaitOutcome() instanceof Outcome.Cancelled));
    }

    /** Sends with one task while another resolves a name. */
    private static void besides() throws IOException {
        try (UdpSocket socket = UdpSocket.bind(here()); UdpSocket friend = UdpSocket.bind(here())) {
            Promise<Void> slow = Miou.task().lend(socket)
                    .async(() -> socket.send(ByteBuffer.allocate(1), name("slow-sender", 7)));
            Miou.yield();
            socket.send(ByteBuffer.wrap(new byte[]{42}), friend.localAddress());
            ByteBuffer received = ByteBuffer.allocate(2);
            friend.receive(received);
            System.out.println("sent beside " + received.get(0));
            slow.cancel();
        }
    }

    private static void shared() throws IOException {
        try (TcpListener listener = TcpListener.bind(here())) {
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            List<Promise<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(Miou.async(() -> TcpStream.connect(name("shared", port)).close()));
            }
            Promise<Void> far = Miou.call(() -> TcpStream.connect(name("shared", port)).close());
            Promise<Void> impatient = Miou
                    .async(() -> limited("shared", () -> TcpStream.connect(name("shared", port))));
            impatient.await();
            SlowNames.SHARED.countDown();
            Miou.all(clients);
            far.await();
            System.out.println("shared by " + clients.size() + ", lookups " + SlowNames.SHARED_LOOKUPS);
        }
    }

    /** Resolves more names than there are threads for blocking code. */
    private static void crowd() {
        List<Promise<Void>> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            String host = "slow-crowd-" + i;
            crowd.add(Miou.async(() -> TcpStream.connect(name(host, 7)).close()));
        }
        Miou.yield();
        System.out.println("blocking " + Miou.<Integer, RuntimeException>blocking(() -> 42));
        crowd.forEach(Promise::cancel);
        System.out.println("crowd cancelled");
    }
}
