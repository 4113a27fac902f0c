package com.example;

import io.miou.Miou;
import io.miou.net.TcpListener;
import io.miou.spi.Backend;
import io.miou.spi.BackendProvider;
import java.util.List;
import java.util.ServiceLoader;

/** Says which backends the jar has, and which one serves. */
class Backends {

    static void main() {
        List<String> names = ServiceLoader.load(BackendProvider.class).stream().map(one -> one.get().name()).sorted()
                .toList();
        System.out.println("backends: " + names);
        Miou.run(() -> {
            try (TcpListener listener = TcpListener.bind("127.0.0.1", 0)) {
                System.out.println(Miou.backend(Backend.class) + " listens: " + (listener.port() > 0));
            }
        });
    }
}
