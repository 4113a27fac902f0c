package io.miou.net;

import io.miou.Miou;
import io.miou.Orphans;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server whose process has used up its descriptors, with clients in its backlog; then the descriptors become free.
 */
final class ShortOfDescriptors {

    static final int CLIENTS = 20;

    private static final Duration WAITING = Duration.ofMillis(500);

    /**
     * The number of attempts. The work of the compiler in a cold JVM comes to an end, but an acceptor that spins does
     * so each time.
     */
    private static final int ATTEMPTS = 6;

    private ShortOfDescriptors() {
    }

    /** Prints what the test looks for. */
    public static void main(String... args) {
        Miou.launcher().domains(1).run(() -> {
            try (TcpListener listener = TcpListener
                    .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
                loadClasses();
                List<TcpStream> clients = connect(listener.localAddress());
                List<FileInputStream> wasted = useUp();
                var server = Miou.task().lend(listener).async(() -> serve(listener));
                boolean idle = false;
                for (int attempt = 1; attempt <= ATTEMPTS && !idle; attempt++) {
                    long before = cpuNanos();
                    Miou.sleep(WAITING);
                    idle = (cpuNanos() - before) * 2 < WAITING.toNanos();
                }
                System.out.println("idle while it waits: " + idle);
                for (FileInputStream file : wasted) {
                    file.close();
                }
                System.out.println("served all " + server.await());
                clients.forEach(TcpStream::close);
            }
        });
    }

    /** A class that is in a folder, as here, takes a descriptor to load; one in a jar does not. */
    private static void loadClasses() throws IOException {
        cpuNanos(); // has a native library
        try (TcpListener listener = TcpListener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            List<TcpStream> clients = connect(listener.localAddress());
            Miou.task().lend(listener).async(() -> serve(listener)).await();
            clients.forEach(TcpStream::close);
        }

        try (TcpStream nobody = TcpStream.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1))) {
            throw new IllegalStateException("a program listens at port 1: " + nobody);
        } catch (IOException e) {
            // Refused: how errors are translated is loaded now.
        }
    }

    private static List<TcpStream> connect(SocketAddress address) throws IOException {
        List<TcpStream> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(TcpStream.connect(address));
        }
        return clients;
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

    private static int serve(TcpListener listener) throws IOException {
        Orphans<Void> served = Miou.orphans();
        for (int i = 0; i < CLIENTS; i++) {
            TcpStream client = listener.accept();
            var _ = served.add(Miou.task().give(client).async(client::close));
        }
        return served.drain().size();
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
