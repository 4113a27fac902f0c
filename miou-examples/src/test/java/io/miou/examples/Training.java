package io.miou.examples;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Loads what most programs load: tasks, timers, a blocking call and a connection. See {@link ClassArchive}. */
final class Training {

    private Training() {
    }

    public static void main(String[] args) {
        Miou.run(() -> {
            try (TcpListener listener = TcpListener.bind(0)) {
                Promise<Void> client = Miou.async(() -> {
                    try (TcpStream stream = TcpStream.connect(listener.localAddress())) {
                        Miou.timeout(Duration.ofSeconds(30), () -> stream.read(ByteBuffer.allocate(1)));
                    }
                });
                try (TcpStream stream = listener.accept()) {
                    stream.write(ByteBuffer.wrap(new byte[]{1}));
                }
                client.await();
            }
            Miou.blocking(() -> System.out.println(Miou.dump()));
        });
    }
}
