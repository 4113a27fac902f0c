package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.killers.Form;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** Clients that send a byte now and then and never a whole message, and clients that send nothing at all. */
@Slow
class SlowClientsKillerTest {

    private static final int MESSAGE = IdleCrowd.MESSAGE;
    private static final int SLOW = Form.of(50, 1_000);
    private static final int REGULAR = 10;
    private static final int MESSAGES = Form.of(100, 1_000);
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(50);
    private static final int IDLE = Form.of(500, 10_000);
    private static final int ACTIVE = Form.of(20, 100);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger("io.miou");

    @BeforeAll
    static void quiet() {
        // What cancelled tasks throw is logged as it should be; here there are thousands.
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

    private static void serve(TcpListener listener, Duration limit) throws IOException {
        Orphans<Void> clients = Miou.orphans();
        while (true) {
            TcpStream client = listener.accept();
            var _ = clients.add(Miou.task().give(client).async(() -> echo(client, limit)));
            while (clients.care().map(Promise::awaitOutcome).isPresent()) {
                // Those that have gone.
            }
        }
    }

    /** A message may be long in coming, but one that has begun has to end. */
    private static void echo(TcpStream client, Duration limit) throws IOException, TimeoutException {
        try (client) {
            ByteBuffer message = ByteBuffer.allocate(MESSAGE);
            while (client.read(message) > 0) {
                Miou.timeout(limit, () -> client.readFully(message));
                client.write(message.flip());
                message.clear();
            }
        }
    }

    @OnEveryBackend
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void slowLoris_isCutOff_andTheOthersAreServedMeanwhile(Variant variant) throws IOException {
        assumeTrue(OpenSockets.mayOpen() > 3 * SLOW, "too few descriptors are allowed: raise ulimit -n");
        variant.launcher().domains(1).run(() -> {
            TcpListener listener = Loopback.listen();
            Promise<Void> server = Miou.task().give(listener).call(() -> serve(listener, LIMIT));
            List<Promise<?>> clients = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                clients.add(Miou.async(() -> trickleUntilCutOff(listener)));
            }
            for (int i = 0; i < REGULAR; i++) {
                clients.add(Miou.async(() -> talk(listener)));
            }
            Miou.all(clients);
            server.cancel();
        });
    }

    private static void trickleUntilCutOff(TcpListener listener) throws IOException {
        try (TcpStream client = TcpStream.connect(listener.localAddress())) {
            for (int i = 1; i < MESSAGE; i++) {
                client.write(new byte[]{1});
                Miou.sleep(BETWEEN_BYTES);
            }
            assertThat(client.read(new byte[1])).isEqualTo(-1);
        } catch (IOException e) {
            // It was cut off in the middle of a byte.
        }
    }

    private static void talk(TcpListener listener) throws IOException {
        try (TcpStream client = TcpStream.connect(listener.localAddress())) {
            for (int i = 0; i < MESSAGES; i++) {
                byte[] message = ByteBuffer.allocate(MESSAGE).putLong(i).array();
                client.write(message);
                assertThat(Loopback.read(client, MESSAGE)).isEqualTo(message);
            }
        }
    }

    @OnEveryBackend
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void connectionsThatAreIdle_stayAndDoNotDisturbTheOthers(Variant variant) throws Exception {
        assumeTrue(OpenSockets.mayOpen() > IDLE + ACTIVE, "too few descriptors are allowed: raise ulimit -n");
        FreshJvm.Ended ended = variant.launcher().domains(1).run(() -> {
            TcpListener listener = Loopback.listen();
            int port = Loopback.port(listener.localAddress());
            Promise<Void> server = Miou.task().give(listener).call(() -> serve(listener, PATIENCE));
            FreshJvm crowd = FreshJvm.withoutFlag(IdleCrowd.class, "-Dport=" + port, "-Didle=" + IDLE,
                    "-Dactive=" + ACTIVE, "-Dmessages=" + MESSAGES);
            FreshJvm.Ended end = Miou.blocking(() -> crowd.run(PATIENCE));
            server.cancel();
            return end;
        });
        assertThat(ended.output()).contains("talked with all " + ACTIVE, "woke all " + IDLE);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }
}
