package com.example.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpStream;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.testkit.MiouTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Client and server are tasks of one run: what a test leaves behind, a task or a socket, is an error of the test. */
@Timeout(60)
class LineServerTest {

    private interface Clients {
        void talkTo(SocketAddress server, Latch stop) throws Exception;
    }

    /** Lets clients talk to a server, and lets the server end by itself afterwards. */
    private static void withServer(Clients clients) throws Exception {
        Latch stop = new Latch(1);
        Computation<SocketAddress> address = new Computation<>();
        Promise<?> server = Miou.async(() -> LineServer.server(0).stop(stop).listening(address::tryReturn)
                .serve(LineServer::answer));
        clients.talkTo(address.await(), stop);
        stop.countDown();
        server.await();
    }

    @Test
    void eachClientGetsItsLinesInCapitals() {
        Miou.run(() -> withServer((server, _) -> {
            try (TcpStream first = TcpStream.connect(server); TcpStream second = TcpStream.connect(server)) {
                assertEquals(List.of("SECOND"), ask(second, "second"));
                assertEquals(List.of("FIRST", "AND MORE"), ask(first, "first", "and more"));
            }
        }));
    }

    @Test
    void clientThatVanishes_leavesTheOthersAlone() {
        Miou.run(() -> withServer((server, _) -> {
            try (TcpStream vanishing = TcpStream.connect(server)) {
                vanishing.write("half a li".getBytes(StandardCharsets.UTF_8));
            }
            try (TcpStream other = TcpStream.connect(server)) {
                assertEquals(List.of("STILL HERE"), ask(other, "still here"));
            }
        }));
    }

    @Test
    void stop_answersALineThatHasBegunAndLetsIdleClientsGo() {
        Miou.run(() -> withServer((server, stop) -> {
            try (TcpStream busy = TcpStream.connect(server); TcpStream idle = TcpStream.connect(server)) {
                busy.write("first\n".getBytes(StandardCharsets.UTF_8));
                idle.write("first\n".getBytes(StandardCharsets.UTF_8));
                byte[] answer = new byte["FIRST\n".length()];
                busy.readFully(answer);
                idle.readFully(answer);
                busy.write("half a ".getBytes(StandardCharsets.UTF_8));
                stop.countDown();
                assertEquals(-1, idle.read(new byte[1]));
                assertEquals(List.of("HALF A LINE"), ask(busy, "line"));
            }
        }));
    }

    /** Runs in a simulated world, once for each of a hundred seeds: bytes come late and in pieces. */
    @MiouTest(seeds = 100, faults = MiouTest.FaultLevel.ROUGH)
    void linesThatComeInPieces_areAnsweredWhole() throws Exception {
        withServer((server, _) -> {
            try (TcpStream client = TcpStream.connect(server)) {
                assertEquals(List.of("IN PIECES", "AND LATE"), ask(client, "in pieces", "and late"));
            }
        });
    }

    private static List<String> ask(TcpStream stream, String... lines) throws Exception {
        stream.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        stream.shutdownOutput();
        return new BufferedReader(new InputStreamReader(stream.inputStream(), StandardCharsets.UTF_8)).readAllLines();
    }
}
