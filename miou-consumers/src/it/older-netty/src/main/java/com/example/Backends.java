package com.example;

import io.miou.Miou;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.spi.Backend;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A socket on the backend that is left, and why the native one is not used. */
class Backends {

    static void main() {
        Miou.run(Backends::connect);
        try {
            Miou.launcher().backend("epoll").run(Backends::connect);
        } catch (IllegalArgumentException e) {
            System.out.println("error: " + e.getMessage());
        }
    }

    private static void connect() throws IOException {
        try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0));
                TcpStream stream = TcpStream.connect(listener.localAddress())) {
            System.out.println("connected to " + stream.remoteAddress().equals(listener.localAddress()) + " by "
                    + Miou.backend(Backend.class));
        }
    }
}
