package com.example.shout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.spi.Backend;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** A server that says the same, louder. */
public class Shout {

    /** Runs the server and one client. */
    public static void main(String[] arguments) {
        Miou.run(() -> {
            System.out.println("module: " + Miou.class.getModule());
            System.out.println("backend: " + Miou.backend(Backend.class));
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
                Promise<String> client = Miou.call(() -> ask((InetSocketAddress) listener.localAddress()));
                try (TcpStream stream = listener.accept()) {
                    String text = new String(stream.inputStream().readAllBytes(), UTF_8);
                    stream.write(text.toUpperCase(Locale.ROOT).getBytes(UTF_8));
                }
                System.out.println("answer: " + client.await());
            }
        });
    }

    private static String ask(InetSocketAddress server) throws IOException {
        try (TcpStream stream = TcpStream.connect(server)) {
            stream.write("anybody there?".getBytes(UTF_8));
            stream.shutdownOutput();
            return new String(stream.inputStream().readAllBytes(), UTF_8);
        }
    }
}
