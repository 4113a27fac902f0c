package io.miou.net;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server whose process has used up its descriptors, with a client in its backlog; then descriptors become free.
 * Client and server are in one process, so each client that is served takes two.
 */
final class ServerShortOfDescriptors {

    private static final int FREE = 21;
    /** In a cold JVM the compiler is at work in the first rounds; a server that spins does so in each. */
    private static final int ROUNDS = 20;

    private static final Duration WAITING = Duration.ofMillis(500);

    private ServerShortOfDescriptors() {
    }

    /** Prints what the test looks for. */
    public static void main(String... args) {
        Miou.launcher().domains(1).run(() -> {
            AtomicInteger accepted = new AtomicInteger();
            Latch stop = new Latch(1);
            Computation<SocketAddress> address = new Computation<>();
            Promise<ServeReport> serving = Miou.async(() -> Server.at("127.0.0.1", 0).stop(stop)
                    .listening(address::tryReturn).serve(client -> {
                        accepted.incrementAndGet();
                        while (client.read(new byte[1]) >= 0) {
                            client.write(new byte[1]);
                        }
                    }));
            loadClasses(address.await());
            accepted.set(0);
            List<FileInputStream> wasted = useUp();
            for (int i = 0; i < FREE; i++) {
                wasted.removeLast().close();
            }
            List<TcpStream> clients = connect(address.await());
            boolean waited = false;
            boolean idle = false;
            for (int round = 0; round < ROUNDS && !idle; round++) {
                if (accepted.get() == clients.size()) {
                    // Code of the JDK has given a descriptor back. The last one is for a client, and none accepts it.
                    wasted.addAll(useUp());
                    wasted.removeLast().close();
                    clients.addAll(connect(address.await()));
                }
                Miou.sleep(WAITING);
                long before = cpuNanos();
                Miou.sleep(WAITING);
                long used = cpuNanos() - before;
                if (accepted.get() < clients.size()) {
                    waited = true;
                    idle = used * 2 < WAITING.toNanos();
                }
            }
            System.out.println("idle while it waits: " + idle + ", clients wait: " + waited);
            for (FileInputStream file : wasted) {
                file.close();
            }
            for (TcpStream client : clients) {
                client.write(new byte[1]);
                client.readFully(new byte[1]);
            }
            System.out.println("served all: " + (accepted.get() == clients.size()));
            clients.forEach(TcpStream::close);
            stop.countDown();
            System.out.println(serving.await());
        });
    }

    /** A class that is in a folder, as here, takes a descriptor to load; one in a jar does not. */
    private static void loadClasses(SocketAddress server) throws IOException {
        cpuNanos(); // has a native library
        for (int i = 0; i < 20; i++) {
            try (TcpStream client = TcpStream.connect(server)) {
                client.write(new byte[1]);
                client.readFully(new byte[1]);
            }
        }
        try (TcpStream nobody = TcpStream.connect("127.0.0.1", 1)) {
            throw new IllegalStateException("a program listens at port 1: " + nobody);
        } catch (IOException e) {
            // Refused: how errors are translated is loaded now.
        }
    }

    /** Connects until no descriptor is left. */
    private static List<TcpStream> connect(SocketAddress server) {
        List<TcpStream> clients = new ArrayList<>();
        try {
            while (true) {
                clients.add(TcpStream.connect(server));
            }
        } catch (IOException e) {
            return clients;
        }
    }

    private static List<FileInputStream> useUp() {
        List<FileInputStream> files = new ArrayList<>();
        try {
            while (true) {
                files.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            return files;
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
