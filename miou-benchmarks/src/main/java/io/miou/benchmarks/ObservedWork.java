package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The work that is measured with and without events: yields, spawns and echoes on one domain. */
final class ObservedWork {

    /** How many times each of the two fibers yields, and how many tasks are started. */
    static final int ROUNDS = 100_000;

    /** How many messages are echoed. */
    static final int MESSAGES = 10_000;

    private static final int MESSAGE_SIZE = 64;

    private ObservedWork() {
    }

    static void yields() {
        Miou.launcher().domains(0).run(() -> {
            Promise<Void> other = Miou.async(ObservedWork::yieldManyTimes);
            yieldManyTimes();
            other.await();
        });
    }

    private static void yieldManyTimes() {
        for (int i = 0; i < ROUNDS; i++) {
            Miou.yield();
        }
    }

    static int spawns() {
        return Miou.launcher().domains(0).run(() -> {
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                sum += Miou.async(() -> 1).await();
            }
            return sum;
        });
    }

    /** The same switches as {@link #yields}, of virtual threads alone. */
    static void bareYields() {
        BareCarrier carrier = new BareCarrier();
        for (int i = 0; i < 2; i++) {
            Thread _ = carrier.start(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    Thread.yield();
                }
            });
        }
        carrier.drain();
    }

    /** The same threads and switches as {@link #spawns}, of virtual threads alone. */
    static int bareSpawns() {
        BareCarrier carrier = new BareCarrier();
        int[] sum = new int[1];
        Thread _ = carrier.start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                Thread _ = carrier.start(() -> sum[0]++);
                // The new thread runs and ends meanwhile.
                Thread.yield();
            }
        });
        carrier.drain();
        return sum[0];
    }

    /** A client and a server as fibers of one domain. */
    static void echoes() {
        Miou.launcher().domains(0).run(() -> {
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                Promise<Void> client = Miou.async(() -> {
                    try (TcpStream stream = TcpStream.connect(listener.localAddress())) {
                        talk(stream, true);
                    }
                });
                try (TcpStream stream = listener.accept()) {
                    talk(stream, false);
                }
                client.await();
            }
        });
    }

    private static void talk(TcpStream stream, boolean isClient) throws IOException {
        ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_SIZE);
        for (int i = 0; i < MESSAGES; i++) {
            if (isClient) {
                stream.write(message.clear());
            }
            stream.readFully(message.clear());
            if (!isClient) {
                stream.write(message.flip());
            }
        }
    }
}
