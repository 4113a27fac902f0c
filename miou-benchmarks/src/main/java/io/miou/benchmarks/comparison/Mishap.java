package io.miou.benchmarks.comparison;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The faults between clients and an upstream, and one case without a fault. */
enum Mishap {

    /** Clients say a word, hear it again, end their side and hear the end of the other. */
    NONE("nothing goes wrong") {
        @Override
        Upstream upstream() throws IOException {
            return Upstream.echoing();
        }

        @Override
        void talk(Socket client) throws IOException {
            client.getOutputStream().write('?');
            if (client.getInputStream().read() == '?') {
                client.shutdownOutput();
            }
            hearTheEnd(client);
        }
    },
    REFUSED("the upstream refuses") {
        @Override
        Upstream upstream() throws IOException {
            return Upstream.refusing();
        }
    },
    NEVER_ACCEPTED("the upstream never accepts") {
        @Override
        Upstream upstream() throws IOException, UnavailableException {
            return Upstream.deaf();
        }
    },
    RESET("the upstream resets in the middle") {
        @Override
        Upstream upstream() throws IOException {
            return Upstream.resetting();
        }

        @Override
        void talk(Socket client) throws IOException {
            client.getOutputStream().write('?');
            hearTheEnd(client);
        }
    },
    VANISHED("clients vanish unanswered") {
        @Override
        Upstream upstream() throws IOException {
            return Upstream.silent();
        }

        @Override
        void begin(List<Socket> clients, Upstream upstream, AtomicInteger waiting)
                throws IOException, InterruptedException {
            for (Socket client : clients) {
                client.getOutputStream().write('?');
            }
            upstream.awaitHeard(clients.size());
            for (Socket client : clients) {
                client.setSoLinger(true, 0);
                client.close();
            }
        }
    },
    THROWN("the code that copies answers throws") {
        @Override
        Upstream upstream() throws IOException {
            return Upstream.greeting();
        }

        @Override
        List<String> options() {
            return List.of("-Dmiou.proxy.fault=1");
        }
    };

    private final String description;

    Mishap(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    abstract Upstream upstream() throws IOException, UnavailableException;

    /** {@return the options for the proxy's JVM} */
    List<String> options() {
        return List.of();
    }

    /** Runs one client; returns when its connection has ended. */
    void talk(Socket client) throws IOException {
        hearTheEnd(client);
    }

    /**
     * Starts the clients. Each client that waits for the end of its connection is counted until the end has come.
     */
    void begin(List<Socket> clients, Upstream upstream, AtomicInteger waiting)
            throws IOException, InterruptedException {
        waiting.set(clients.size());
        for (Socket client : clients) {
            Thread.ofVirtual().start(() -> {
                try {
                    talk(client);
                } catch (IOException e) {
                    // That is an end too.
                } finally {
                    waiting.decrementAndGet();
                }
            });
        }
    }

    private static void hearTheEnd(Socket client) throws IOException {
        while (client.getInputStream().read() >= 0) {
            // Not yet.
        }
    }

    /** {@return this number of clients of a proxy} */
    static List<Socket> connect(InetSocketAddress proxy, int count) throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new Socket(proxy.getAddress(), proxy.getPort()));
        }
        return clients;
    }
}
