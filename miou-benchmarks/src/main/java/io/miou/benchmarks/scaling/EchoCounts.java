package io.miou.benchmarks.scaling;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.sync.Latch;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Echo servers, one on each pool domain and all at one port (SO_REUSEPORT), and a client that sends on every connection
 * and then reads on every connection. Started by a thread outside; the counts are confined to it when the run is over.
 */
final class EchoCounts {

    static final int SIZE = 64;

    private final DomainGroup domains;
    private final int connections;
    private final int rounds;

    EchoCounts(DomainGroup domains, int connections, int rounds) {
        this.domains = domains;
        this.connections = connections;
        this.rounds = rounds;
    }

    /** Runs servers and client; afterwards the counts of the domains are those of the rounds. */
    void run() {
        domains.run(() -> {
            try (Orphans<Void> servers = Miou.orphans()) {
                SocketAddress address = start(servers);
                Miou.blocking(() -> exchange(address));
            }
        });
    }

    private SocketAddress start(Orphans<Void> servers) throws IOException {
        Latch listening = new Latch(domains.size());
        try (TcpListener first = listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            // It only finds a free port, and is closed before the first client comes.
            SocketAddress address = first.localAddress();
            domains.onEach(servers, counts -> serve(address, counts, listening));
            listening.await();
            return address;
        }
    }

    private static TcpListener listen(SocketAddress address) throws IOException {
        return TcpListener.bind(address, TcpListener.Options.standard().withReusePort(true));
    }

    private static void serve(SocketAddress address, DomainCounts counts, Latch listening) throws IOException {
        try (TcpListener listener = listen(address); Orphans<Void> clients = Miou.orphans()) {
            listening.countDown();
            for (;;) {
                TcpStream client = listener.accept();
                counts.connections().incrementAndGet();
                clients.async(Miou.task().give(client), () -> {
                    echo(client, counts);
                    return null;
                });
            }
        }
    }

    private static void echo(TcpStream client, DomainCounts counts) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        try (client) {
            while (client.read(buffer) >= 0) {
                if (!buffer.hasRemaining()) {
                    counts.work().incrementAndGet();
                    client.write(buffer.flip());
                    buffer.clear();
                }
            }
        }
    }

    private void exchange(SocketAddress address) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.connect(address);
                socket.setTcpNoDelay(true);
            }
            round(sockets);
            domains.startCounting();
            for (int i = 0; i < rounds; i++) {
                round(sockets);
            }
            domains.stopCounting();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void round(List<Socket> sockets) throws IOException {
        byte[] message = new byte[SIZE];
        for (Socket socket : sockets) {
            socket.getOutputStream().write(message);
        }
        for (Socket socket : sockets) {
            new DataInputStream(socket.getInputStream()).readFully(message);
        }
    }
}
