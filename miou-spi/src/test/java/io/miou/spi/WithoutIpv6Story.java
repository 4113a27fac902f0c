package io.miou.spi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Prints line by line what a backend does with IPv6 addresses in a JVM without IPv6
 * ({@code -Djava.net.preferIPv4Stack=true}). Its argument is the class of the provider.
 */
final class WithoutIpv6Story {

    private WithoutIpv6Story() {
    }

    @FunctionalInterface
    private interface Operation {
        AutoCloseable run() throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        try (Driver driver = new Driver(
                (BackendProvider) Class.forName(arguments[0]).getConstructor().newInstance())) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("::1"), 9);
            InetSocketAddress wildcard = new InetSocketAddress(InetAddress.ofLiteral("::"), 9);
            DatagramOptions options = new DatagramOptions(false, false);
            ByteBuffer content = ByteBuffer.allocate(1);
            DatagramHandle datagrams = driver.closing(driver.backend.bind(Driver.loopback(0), options));
            tell("connect", address, () -> driver.connect(address));
            tell("connect to the wildcard", wildcard, () -> driver.connect(wildcard));
            tell("listen", address, () -> driver.listen(address));
            tell("bind", address, () -> driver.backend.bind(address, options));
            tell("send", address, () -> {
                datagrams.send(content, address);
                return datagrams;
            });
            tell("connect a datagram socket", address, () -> {
                datagrams.connect(address);
                return datagrams;
            });
            driver.pair();
            datagrams.send(content, datagrams.localAddress());
            driver.receive(datagrams, content.clear());
            System.out.println("IPv4: goes on");
        }
    }

    private static void tell(String name, InetSocketAddress address, Operation operation) throws Exception {
        String result;
        try (AutoCloseable _ = operation.run()) {
            result = "done";
        } catch (java.net.SocketException e) {
            String words = String.valueOf(e.getMessage());
            result = words.contains("family") && words.contains(address.toString()) ? "refused in words" : e.toString();
        } catch (IOException | RuntimeException e) {
            result = e.toString();
        }
        System.out.println(name + ": " + result);
    }
}
