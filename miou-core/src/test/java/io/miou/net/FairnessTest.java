package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sockets beside fibers that are always ready, and fibers beside sockets that always are. */
class FairnessTest {

    @OnEveryBackend
    void socketsAndTimersBesideFibersThatOnlyYield_areServed(Variant variant) {
        variant.run(() -> {
            AtomicBoolean done = new AtomicBoolean();
            List<Promise<Void>> yielding = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                yielding.add(Miou.async(() -> {
                    while (!done.get()) {
                        Miou.yield();
                    }
                }));
            }
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Promise<Void> echo = Miou.task().lend(connection.server()).async(() -> {
                    for (int i = 0; i < 100; i++) {
                        connection.server().write(Loopback.read(connection.server(), 4));
                    }
                });
                for (int i = 0; i < 100; i++) {
                    byte[] message = ByteBuffer.allocate(4).putInt(i).array();
                    client.write(message);
                    assertThat(Loopback.read(client, 4)).isEqualTo(message);
                    if (i % 10 == 0) {
                        Miou.sleep(Duration.ofMillis(1));
                    }
                }
                echo.await();
            }
            done.set(true);
            Miou.all(yielding);
        });
    }

    @OnEveryBackend
    void oneBusyConnectionThatNeverWaits_letsOtherFibersTimersAndSocketsRun(Variant variant) {
        variant.run(() -> {
            AtomicBoolean done = new AtomicBoolean();
            try (Connection busy = Connection.open(); Connection quiet = Connection.open()) {
                // Every byte that is read was written just before: no operation would block.
                Promise<Void> circle = Miou.task().lend(busy.client(), busy.server()).async(() -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    while (!done.get()) {
                        busy.client().write(one.clear());
                        busy.server().readFully(one.clear());
                    }
                });
                Promise<Integer> yielding = Miou.async(() -> {
                    for (int i = 0; i < 50; i++) {
                        Miou.yield();
                    }
                    Miou.sleep(Duration.ofMillis(5));
                    return 1;
                });
                Promise<byte[]> reader = Miou.task().lend(quiet.server())
                        .async(() -> Loopback.read(quiet.server(), 3));
                assertThat(yielding.await()).isEqualTo(1);
                quiet.client().write(new byte[]{1, 2, 3});
                assertThat(reader.await()).containsExactly(1, 2, 3);
                assertThat(circle.state()).isEqualTo(Promise.State.RUNNING);
                done.set(true);
                circle.await();
            }
        });
    }

    @OnEveryBackend
    void oneBusyConnection_canBeCancelled(Variant variant) {
        variant.run(() -> {
            try (Connection busy = Connection.open()) {
                Promise<Void> circle = Miou.task().lend(busy.client(), busy.server()).async(() -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    while (true) {
                        busy.client().write(one.clear());
                        busy.server().readFully(one.clear());
                    }
                });
                Miou.yield();
                circle.cancel();
                assertThat(circle.state()).isEqualTo(Promise.State.CANCELLED);
            }
        });
    }
}
