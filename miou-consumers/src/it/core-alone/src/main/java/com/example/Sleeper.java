package com.example;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.spi.Backend;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Needs no backend with sockets, until it opens one. */
class Sleeper {

    static void main() {
        Miou.run(() -> {
            System.out.println("backend: " + Miou.backend(Backend.class));
            Promise<Integer> slow = Miou.call(() -> {
                Miou.sleep(Duration.ofMillis(20));
                return 40;
            });
            Miou.sleep(Duration.ofMillis(10));
            System.out.println("slept: " + (slow.await() + 2));
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
                System.out.println("listening: " + listener.localAddress());
            } catch (UnsupportedOperationException e) {
                System.out.println("error: " + e.getMessage());
            }
        });
    }
}
