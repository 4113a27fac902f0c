package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.killers.Form;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;

/**
 * A socket is closed while a sibling waits on it, and the next two get its number at once: the sibling learns of the
 * close and of nothing else. A task that waits on a new socket is woken by the bytes of that socket.
 */
@Slow
class DescriptorReuseKillerTest {

    private static final int ROUNDS = Form.of(1_000, 100_000);
    private static final Duration HANGS = Duration.ofSeconds(20);
    private static final Duration HANGS_WITH_THE_TWIN = Duration.ofMillis(500);

    @OnEveryBackend
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void socketClosedWhileASiblingWaits_leavesTheNextWithItsNumberAlone(Variant variant) {
        closeAndReuse(variant.launcher(), ROUNDS, HANGS);
    }

    @OnEveryBackend
    void backendThatKeepsWhoWaitsByNumber_isCaught(Variant variant) {
        Launcher launcher = variant.launcher().backend(SharedNumbersBackend.around(variant.provider()));
        assertThatThrownBy(() -> closeAndReuse(launcher, ROUNDS, HANGS_WITH_THE_TWIN))
                .hasRootCauseInstanceOf(TimeoutException.class);
    }

    private static void closeAndReuse(Launcher launcher, int rounds, Duration limit) {
        launcher.domains(0).run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                for (int round = 0; round < rounds; round++) {
                    byte number = (byte) round;
                    Miou.timeout(limit, () -> closeAndReuse(listener, number));
                }
            }
        });
    }

    private static void closeAndReuse(TcpListener listener, byte number) throws Exception {
        try (TcpStream oldClient = connect(listener)) {
            TcpStream old = listener.accept();
            Promise<Integer> sibling = Miou.task().lend(old).async(() -> old.read(new byte[1]));
            Miou.yield();
            oldClient.write(new byte[]{-1});
            if (number % 2 == 0) {
                Miou.yield();
            }
            old.close();
            try (TcpStream client = connect(listener); TcpStream server = listener.accept()) {
                Promise<Byte> atServer = Miou.task().lend(server).async(() -> Loopback.read(server, 1)[0]);
                Promise<Byte> atClient = Miou.task().lend(client).async(() -> Loopback.read(client, 1)[0]);
                Miou.yield();
                assertThat(atServer.state()).isEqualTo(Promise.State.RUNNING);
                assertThat(atClient.state()).isEqualTo(Promise.State.RUNNING);
                client.write(new byte[]{number});
                server.write(new byte[]{(byte) ~number});
                assertThat(atServer.await()).isEqualTo(number);
                assertThat(atClient.await()).isEqualTo((byte) ~number);
            }
            // The byte had come to it, or the close came first.
            switch (sibling.awaitOutcome()) {
                case Outcome.Success<Integer>(Integer count) -> assertThat(count).isEqualTo(1);
                case Outcome.Failure<Integer>(Throwable cause) ->
                    assertThat(cause).isInstanceOf(AsynchronousCloseException.class);
                case Outcome.Cancelled<Integer> cancelled -> throw new AssertionError(cancelled);
            }
        }
    }

    /** Connects a stream whose close leaves no port in the state TIME_WAIT. */
    private static TcpStream connect(TcpListener listener) throws Exception {
        return TcpStream.connect(listener.localAddress()).setOption(StandardSocketOptions.SO_LINGER, 0);
    }
}
