package com.example;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.spi.Backend;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Clients send a number of bytes, and a server answers each with that number: on the best backend, and on a forced one.
 */
class Lengths {

    private static final List<Integer> LENGTHS = List.of(1, 1_000, 1_000_000);

    static void main() {
        Miou.run(Lengths::serve);
        Miou.launcher().backend("nio").run(Lengths::serve);
        try {
            Miou.launcher().backend("epol").run(Lengths::serve);
        } catch (IllegalArgumentException e) {
            System.out.println("error: " + e.getMessage());
        }
    }

    private static void serve() throws IOException {
        try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
            Promise<Void> counting = Miou.task().lend(listener).async(() -> {
                for (int client = 0; client < LENGTHS.size(); client++) {
                    try (TcpStream stream = listener.accept()) {
                        count(stream);
                    }
                }
            });
            SocketAddress server = listener.localAddress();
            List<Integer> counts = Miou.map(LENGTHS, length -> send(length, server));
            counting.await();
            System.out.println(Miou.backend(Backend.class) + " counted " + counts);
        }
    }

    private static void count(TcpStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8192);
        int total = 0;
        for (int read = 0; read >= 0; read = stream.read(buffer.clear())) {
            total += read;
        }
        new DataOutputStream(stream.outputStream()).writeInt(total);
    }

    private static int send(int length, SocketAddress server) throws IOException {
        try (TcpStream stream = TcpStream.connect(server)) {
            stream.write(new byte[length]);
            stream.shutdownOutput();
            return new DataInputStream(stream.inputStream()).readInt();
        }
    }
}
