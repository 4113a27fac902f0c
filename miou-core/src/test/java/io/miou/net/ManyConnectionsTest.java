package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.net.StandardSocketOptions;

/** Connections that come and go keep no descriptor. */
@Slow
class ManyConnectionsTest {

    private static final int CONNECTIONS = 10_000;
    private static final int UNTIL_COUNTED = 1_000;

    @OnEveryBackend
    void tenThousandConnectionsOneAfterAnother_holdAConstantNumberOfDescriptors(Variant variant) {
        assumeTrue(OpenSockets.areListed(), "this system does not list the descriptors of a process");
        variant.launcher().domains(1).run(() -> {
            TcpListener listener = Loopback.listen();
            Promise<Void> server = Miou.task().give(listener).call(() -> {
                while (true) {
                    try (TcpStream client = listener.accept()) {
                        client.write(Loopback.read(client, 1));
                        assertThat(client.read(new byte[1])).isEqualTo(-1);
                    }
                }
            });
            OpenSockets before = OpenSockets.now();
            for (int i = 1; i <= CONNECTIONS; i++) {
                try (TcpStream client = TcpStream.connect(listener.localAddress())) {
                    client.write(new byte[]{(byte) i});
                    assertThat(client.read(new byte[1])).isEqualTo(1);
                    client.shutdownOutput();
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                    client.setOption(StandardSocketOptions.SO_LINGER, 0); // leave no port waiting behind
                }
                if (i % UNTIL_COUNTED == 0) {
                    // One may be open on the server's side still, and each domain may keep those it closed since its
                    // last poll.
                    assertThat(OpenSockets.now().count()).isBetween(before.count() - 1, before.count() + 3);
                }
            }
            server.cancel();
        });
    }
}
