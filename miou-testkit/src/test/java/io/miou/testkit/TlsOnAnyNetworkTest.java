package io.miou.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Outcome.Failure;
import io.miou.Outcome.Success;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.net.Tls;
import io.miou.net.TlsStream;
import io.miou.testkit.MiouTest.FaultLevel;
import io.miou.testkit.cancellation.TlsKeys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * Sends bytes in both directions of a TLS connection at once, on any network: they come back whole, or an exception
 * says what the network has done. An end is never too early.
 */
@Timeout(60)
@Tag("slow")
class TlsOnAnyNetworkTest {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);
    private static final int SIZE = 100_000;

    private static final Tls TLS = Tls.of(TlsKeys.context());

    /** Returns whether all bytes came back. */
    private static Outcome<Boolean> talk(long seed) throws Exception {
        byte[] message = new byte[SIZE];
        new Random(seed).nextBytes(message);
        try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
            var address = listener.localAddress();
            Promise<Boolean> client = Miou.call(() -> {
                try (TlsStream stream = TlsStream.client(TcpStream.connect(address), TLS, "localhost", 1)) {
                    Promise<Void> writer = Miou.task().lend(stream).async(() -> {
                        stream.write(message);
                        stream.shutdownOutput();
                    });
                    byte[] echo = stream.inputStream().readAllBytes();
                    writer.awaitChecked(IOException.class);
                    assertThat(echo).isEqualTo(message);
                    return true;
                }
            });
            Promise<Void> server = Miou.task().lend(listener).async(() -> {
                try (TlsStream stream = TlsStream.server(listener.accept(), TLS)) {
                    stream.inputStream().transferTo(stream.outputStream());
                    stream.shutdownOutput();
                }
            });
            Outcome<Boolean> outcome = client.awaitOutcome();
            if (outcome instanceof Success) {
                Outcome<Void> _ = server.awaitOutcome();
            } else {
                server.cancel();
            }
            return outcome;
        }
    }

    private static void isWhole() throws Exception {
        assertThat(talk(1)).isEqualTo(new Success<>(true));
    }

    private static void isWholeOrFails() throws Exception {
        assertThat(talk(2)).satisfiesAnyOf(outcome -> assertThat(outcome).isEqualTo(new Success<>(true)),
                outcome -> assertThat(((Failure<Boolean>) outcome).cause()).isInstanceOf(IOException.class));
    }

    @MiouTest(seeds = 5)
    void inAQuietWorld_allComesBack() throws Exception {
        isWhole();
    }

    @MiouTest(seeds = 10, faults = FaultLevel.ROUGH)
    void inARoughWorld_allComesBack() throws Exception {
        isWhole();
    }

    @MiouTest(seeds = 15, faults = FaultLevel.HOSTILE)
    void inAHostileWorld_nothingIsCutInSilence() throws Exception {
        isWholeOrFails();
    }

    @MiouTest(seeds = 5, backend = "nio", faults = FaultLevel.ROUGH)
    void onNio_roughly() throws Exception {
        isWhole();
    }

    @MiouTest(seeds = 10, backend = "nio", faults = FaultLevel.HOSTILE)
    void onNio_hostile() throws Exception {
        isWholeOrFails();
    }

    @MiouTest(seeds = 10, backend = "epoll", faults = FaultLevel.HOSTILE)
    void onEpoll_hostile() throws Exception {
        isWholeOrFails();
    }
}
