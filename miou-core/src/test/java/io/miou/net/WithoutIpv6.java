package io.miou.net;

import io.miou.testing.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Prints the errors that IPv6 addresses cause in a JVM with {@code -Djava.net.preferIPv4Stack=true}. */
final class WithoutIpv6 {

    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    private WithoutIpv6() {
    }

    /** Prints what the test looks for. */
    public static void main(String... args) {
        Variant.all().forEach(variant -> variant.run(() -> {
            InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("::1"), 9);
            try (TcpListener listener = Loopback.listen(); UdpSocket socket = UdpSocket.bind(Loopback.anyPort())) {
                tell(variant, "connect", () -> TcpStream.connect(address).close());
                tell(variant, "listen", () -> TcpListener.bind(address).close());
                tell(variant, "bind", () -> UdpSocket.bind(address).close());
                tell(variant, "send", () -> socket.send(ByteBuffer.allocate(1), address));
                tell(variant, "connect UDP", () -> socket.connect(address));
                InetSocketAddress working = (InetSocketAddress) listener.localAddress();
                try (TcpStream stream = new Connector(_ -> List.of(address, working), Duration.ofDays(1))
                        .connect(InetSocketAddress.createUnresolved("host.invalid", 9))) {
                    System.out.println(variant + ": race: " + stream.remoteAddress().equals(working));
                }
            }
        }));
    }

    private static void tell(Variant variant, String name, Operation operation) {
        String result;
        try {
            operation.run();
            result = "done";
        } catch (SocketException e) {
            result = e.getMessage().contains("/[0:0:0:0:0:0:0:1]:9") ? "refused" : e.toString();
        } catch (IOException | RuntimeException e) {
            result = e.toString();
        }
        System.out.println(variant + ": " + name + ": " + result);
    }
}
