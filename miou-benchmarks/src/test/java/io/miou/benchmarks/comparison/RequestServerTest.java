package io.miou.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers that answer requests, each a process of its own, before clients of every manner. */
@Timeout(60)
class RequestServerTest {

    private static final Exchange EXCHANGE = new Exchange(Protocol.REQUEST_RESPONSE, 100);

    @ParameterizedTest
    @ValueSource(strings = {"miou-nio", "netty-nio", "virtual-threads"})
    void requestsInPiecesOrOneBehindTheOther_areAnsweredInOrder_andNonsenseIsCutOff(String name) throws Exception {
        byte[] one = "one".getBytes();
        byte[] two = new byte[2000];
        try (RunningServer server = RunningServer.start(Contender.named(name, EXCHANGE, List.of()), Cores.any())) {
            try (Socket client = connect(server)) {
                OutputStream out = client.getOutputStream();
                for (byte piece : Protocol.REQUEST_RESPONSE.message(one)) {
                    out.write(piece);
                }
                expect(client, one);
                ByteBuffer many = ByteBuffer.allocate(100_000);
                for (int i = 0; i < 40; i++) {
                    many.put(Protocol.REQUEST_RESPONSE.message(one)).put(Protocol.REQUEST_RESPONSE.message(two));
                }
                out.write(many.array(), 0, many.position());
                for (int i = 0; i < 40; i++) {
                    expect(client, one);
                    expect(client, two);
                }
            }
            for (int nonsense : new int[]{-1, 0, Integer.MAX_VALUE}) {
                try (Socket client = connect(server)) {
                    client.getOutputStream().write(ByteBuffer.allocate(4).putInt(nonsense).array());
                    assertThat(endOf(client.getInputStream())).isTrue();
                }
            }
            assertThat(server.said()).contains("a client is cut off: ");
        }
    }

    private static Socket connect(RunningServer server) throws IOException {
        Socket client = new Socket(server.address().getAddress(), server.address().getPort());
        client.setTcpNoDelay(true);
        return client;
    }

    private static void expect(Socket client, byte[] body) throws IOException {
        byte[] answer = Protocol.REQUEST_RESPONSE.answer(body);
        assertThat(client.getInputStream().readNBytes(answer.length)).isEqualTo(answer);
    }

    /** A connection may also be cut by a reset. */
    private static boolean endOf(InputStream in) throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
