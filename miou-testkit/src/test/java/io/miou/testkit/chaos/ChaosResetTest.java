package io.miou.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.testkit.faults.Faults;
import java.net.InetSocketAddress;
import java.net.SocketException;
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
                assertThatThrownBy(() -> reader.await(SocketException.class)).isInstanceOf(SocketException.class);
            }
        });
    }
}
