package com.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.spi.Backend;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A server that greets a client by the name that it sends. */
class Greeting {

    static void main() {
        Miou.run(() -> {
            System.out.println("backend: " + Miou.backend(Backend.class));
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
                Promise<String> client = Miou.call(() -> ask((InetSocketAddress) listener.localAddress()));
                try (TcpStream stream = listener.accept()) {
                    String name = new String(stream.inputStream().readAllBytes(), UTF_8);
                    stream.write(("hello, " + name).getBytes(UTF_8));
                }
                System.out.println("answer: " + client.await());
            }
        });
    }

    static String ask(InetSocketAddress server) throws IOException {
        try (TcpStream stream = TcpStream.connect(server)) {
            stream.write("Miou".getBytes(UTF_8));
            stream.shutdownOutput();
            return new String(stream.inputStream().readAllBytes(), UTF_8);
        }
    }
}
