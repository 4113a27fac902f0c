package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.killers.Form;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Peers that have said goodbye, and stay. */
@Slow
class HalfCloseKillerTest {

    private static final int HALF_CLOSED = Form.of(100, 1_000);
    private static final Duration IDLE = Duration.ofSeconds(Form.of(1, 10));

    /**
     * The number of attempts. The work of the compiler and the collector comes to an end, but a domain that spins does
     * so each time.
     */
    private static final int ATTEMPTS = 5;

    /**
     * The client waits for bytes that never come. The server waited a moment ago, and has seen the end.
     */
    @OnEveryBackend
    void halfClosedConnections_useNoProcessor(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            List<Connection> connections = new ArrayList<>();
            Orphans<Integer> readers = Miou.orphans();
            try (TcpListener listener = Loopback.listen()) {
                for (int i = 0; i < HALF_CLOSED; i++) {
                    TcpStream client = TcpStream.connect(listener.localAddress());
                    connections.add(new Connection(client, listener.accept()));
                }
            }
            for (Connection connection : connections) {
                Promise<Integer> atServer = Miou.task().lend(connection.server())
                        .async(() -> connection.server().read(new byte[1]));
                Promise<Integer> _ = readers.add(Miou.task().lend(connection.client())
                        .async(() -> connection.client().read(new byte[1])));
                Miou.yield();
                connection.client().shutdownOutput();
                assertThat(atServer.await()).isEqualTo(-1);
            }
            long used = Long.MAX_VALUE;
            for (int attempt = 1; attempt <= ATTEMPTS && used >= IDLE.toNanos() / 2; attempt++) {
                long before = processorNanos();
                Miou.sleep(IDLE);
                used = processorNanos() - before;
            }
            assertThat(used).as("processor time in %s, in nanoseconds", IDLE).isLessThan(IDLE.toNanos() / 2);
            readers.cancelAll();
            connections.forEach(Connection::close);
        });
    }

    /** Returns the processor time of all threads, because the engine decides on which of them fibers run. */
    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
