package io.miou.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.testkit.faults.Faults;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that is reset. */
class ChaosResetTest {

    @Test
    @Timeout(60)
    void resetSeenByTheWriter_wakesTheReader() {
        Miou.launcher().domains(0).backend(Chaos.around("nio", Faults.none().resets(0.5), 3)).run(() -> {
            InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
            try (TcpListener listener = TcpListener.bind(anywhere);
                    TcpStream client = TcpStream.connect(listener.localAddress());
                    TcpStream server = listener.accept()) {
                Promise<Integer> reader = Miou.task().lend(client).async(() -> client.read(new byte[1]));
                Miou.yield();
                assertThatThrownBy(() -> {
                    while (true) {
                        client.write(new byte[1]);
                    }
                }).isInstanceOf(SocketException.class);
                assertThatThrownBy(() -> reader.awaitChecked(SocketException.class))
                        .isInstanceOf(SocketException.class);
            }
        });
    }

    /**
     * Reads return the data that came before the reset, and then report the reset each time. If the peer had ended its
     * stream before, they report the end each time.
     */
    @Test
    @Timeout(60)
    void resetSeenByTheWriter_dataIsReadThenTheResetOrTheEndAgainAndAgain() {
        for (boolean ended : new boolean[]{false, true}) {
            for (long seed = 0; seed < 10; seed++) {
                boolean inOrder = ended;
                Miou.launcher().domains(0).backend(Chaos.around("nio", Faults.none().resets(0.3), seed)).run(() -> {
                    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                            TcpStream client = TcpStream.connect(listener.getLocalSocketAddress());
                            Socket peer = listener.accept()) {
                        peer.getOutputStream().write(new byte[1_000]);
                        if (inOrder) {
                            peer.shutdownOutput();
                        }
                        assertThatThrownBy(() -> {
                            while (true) {
                                client.write(new byte[1]);
                            }
                        }).isInstanceOf(SocketException.class);
                        byte[] come = new byte[1_000];
                        client.readFully(ByteBuffer.wrap(come));
                        for (int i = 0; i < 3; i++) {
                            if (inOrder) {
                                assertThat(client.read(come)).isEqualTo(-1);
                            } else {
                                assertThatThrownBy(() -> client.read(come)).isInstanceOf(SocketException.class)
                                        .hasMessage("Connection reset");
                            }
                        }
                    }
                });
            }
        }
    }
}
