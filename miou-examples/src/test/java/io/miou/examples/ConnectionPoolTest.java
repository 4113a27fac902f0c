package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.testkit.MiouTest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pool in simulated worlds, which report a connection that is left behind; and the program that uses it. */
class ConnectionPoolTest {

    private final AtomicInteger accepted = new AtomicInteger();

    /** An echo server that counts its clients, and closes each when the client ends. */
    private void echo(TcpListener listener) throws IOException {
        try (Orphans<Void> clients = Miou.orphans(_ -> {
        })) {
            while (true) {
                TcpStream client = listener.accept();
                accepted.incrementAndGet();
                clients.async(Miou.task().give(client), () -> {
                    try (client) {
                        byte[] bytes = new byte[100];
                        for (int count = client.read(bytes); count >= 0; count = client.read(bytes)) {
                            client.write(bytes, 0, count);
                        }
                    }
                });
            }
        }
    }

    @MiouTest(seeds = 20, faults = MiouTest.FaultLevel.ROUGH)
    void manyTasks_shareAFewConnections() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1", 0)) {
            Promise<Void> server = Miou.task().lend(listener).async(() -> echo(listener));
            try (ConnectionPool pool = new ConnectionPool(listener.localAddress(), 3)) {
                assertThat(PoolClient.askAll(pool, 30)).isEqualTo(IntStream.range(0, 30).boxed().toList());
            }
            assertThat(accepted.get()).isBetween(1, 3);
            server.cancel();
        }
    }

    @MiouTest(seeds = 5)
    void connectionThatHasFailed_isClosedAndReplaced() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1", 0)) {
            Promise<Void> server = Miou.task().lend(listener).async(() -> echo(listener));
            try (ConnectionPool pool = new ConnectionPool(listener.localAddress(), 1)) {
                assertThatThrownBy(() -> pool.use(connection -> {
                    throw new IOException("the answer makes no sense");
                })).isInstanceOf(IOException.class).hasMessage("the answer makes no sense");
                assertThat(PoolClient.askAll(pool, 3)).containsExactly(0, 1, 2);
            }
            assertThat(accepted.get()).isEqualTo(2);
            server.cancel();
        }
    }

    @Test
    @Tag("slow")
    void client_asksTheEchoServer() throws Exception {
        try (Program server = Program.example(EchoServer.class, 0)) {
            String port = server.awaitOutput("-Dexample=EchoClient -Dexample\\.args=(\\d+);");
            try (Program client = Program.example(PoolClient.class, port, 500, 4)) {
                assertThat(client.awaitExit()).as("%s%s", client, server).isZero();
                assertThat(client.output()).contains("500 answers over at most 4 connections");
            }
        }
    }
}
