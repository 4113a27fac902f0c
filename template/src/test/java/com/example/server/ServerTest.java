package com.example.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.testkit.MiouTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Client and server are tasks of one run: what a test leaves behind, a task or a socket, is an error of the test. */
@Timeout(60)
class ServerTest {

    @Test
    void eachClientGetsItsLinesInCapitals() {
        Miou.run(() -> {
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
                Promise<Void> server = Miou.task().lend(listener).async(() -> Server.serve(listener));
                try (TcpStream first = TcpStream.connect(listener.localAddress());
                        TcpStream second = TcpStream.connect(listener.localAddress())) {
                    assertEquals(List.of("SECOND"), ask(second, "second"));
                    assertEquals(List.of("FIRST", "AND MORE"), ask(first, "first", "and more"));
                }
                server.cancel();
            }
        });
    }

    @Test
    void clientThatVanishes_leavesTheOthersAlone() {
        Miou.run(() -> {
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
                Promise<Void> server = Miou.task().lend(listener).async(() -> Server.serve(listener));
                try (TcpStream vanishing = TcpStream.connect(listener.localAddress())) {
                    vanishing.write("half a li".getBytes(StandardCharsets.UTF_8));
                }
                try (TcpStream other = TcpStream.connect(listener.localAddress())) {
                    assertEquals(List.of("STILL HERE"), ask(other, "still here"));
                }
                server.cancel();
            }
        });
    }

    /** In a simulated world, once for each of a hundred seeds: bytes come late and in pieces. */
    @MiouTest(seeds = 100, faults = MiouTest.FaultLevel.ROUGH)
    void linesThatComeInPieces_areAnsweredWhole() throws Exception {
        try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
            Promise<Void> server = Miou.task().lend(listener).async(() -> Server.serve(listener));
            try (TcpStream client = TcpStream.connect(listener.localAddress())) {
                assertEquals(List.of("IN PIECES", "AND LATE"), ask(client, "in pieces", "and late"));
            }
            server.cancel();
        }
    }

    private static List<String> ask(TcpStream stream, String... lines) throws Exception {
        stream.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        stream.shutdownOutput();
        return new BufferedReader(new InputStreamReader(stream.inputStream(), StandardCharsets.UTF_8)).readAllLines();
    }
}
