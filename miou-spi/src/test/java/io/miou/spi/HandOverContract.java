package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.miou.spi.Driver.Pair;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A handle moves from one backend to another, and nothing is lost on the way. */
abstract class HandOverContract extends Contract {

    @Test
    void channel_movedToAnotherThread_keepsItsDataBothWays() throws Exception {
        Driver other = newDriver();
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1, (byte) 2);
        assertThat(driver.read(pair.server(), 1)).containsExactly(1);
        pair.server().detach();
        assertThat(pair.server().backend()).isNull();

        Background.run(() -> {
            pair.server().attach(other.backend);
            assertThat(pair.server().backend()).isSameAs(other.backend);
            assertThat(other.read(pair.server(), 1)).containsExactly(2);
            other.write(pair.server(), (byte) 3);
            pair.server().detach();
        }).join();

        assertThat(driver.read(pair.client(), 1)).containsExactly(3);
        pair.server().attach(driver.backend);
        driver.write(pair.client(), (byte) 4);
        assertThat(driver.read(pair.server(), 1)).containsExactly(4);
    }

    @Test
    void channel_movedBackAndForth_losesNothing() throws Exception {
        Driver other = newDriver();
        Pair pair = driver.pair();
        byte[] written = new byte[1 << 16];
        random("channel_movedBackAndForth_losesNothing").nextBytes(written);
        int step = 1 << 10;
        for (int i = 0; i < written.length; i += step) {
            byte[] piece = Arrays.copyOfRange(written, i, i + step);
            driver.write(pair.client(), piece);
            pair.server().detach();
            byte[] read = Background.start(() -> {
                pair.server().attach(other.backend);
                other.await(pair.server(), Direction.READ);
                byte[] answer = other.read(pair.server(), step);
                pair.server().detach();
                return answer;
            }).join();
            assertThat(read).isEqualTo(piece);
            pair.server().attach(driver.backend);
            driver.await(pair.server(), Direction.WRITE);
        }
    }

    @Test
    void listener_moved_accepts() throws Exception {
        Driver other = newDriver();
        ListenHandle listener = driver.listen();
        driver.pair(listener);
        listener.detach();
        Background.run(() -> {
            listener.attach(other.backend);
            StreamHandle client = other.connect(listener.localAddress());
            StreamHandle server = other.accept(listener);
            assertThat(server.backend()).isSameAs(other.backend);
            other.write(client, (byte) 1);
            assertThat(other.read(server, 1)).containsExactly(1);
        }).join();
    }

    @Test
    void detach_whileWatched_isIllegalState() throws Exception {
        Pair pair = driver.pair();
        Flag reader = new Flag();
        pair.server().watch(Direction.READ, reader);
        assertThatIllegalStateException().isThrownBy(() -> pair.server().detach());
        assertThat(pair.server().backend()).isSameAs(driver.backend);
        driver.write(pair.client(), (byte) 1);
        driver.pollUntil(reader::isSet);
        pair.server().detach();
        pair.server().detach();
    }

    @Test
    void watch_detached_isIllegalState() throws Exception {
        Pair pair = driver.pair();
        pair.server().detach();
        assertThatIllegalStateException().isThrownBy(() -> pair.server().watch(Direction.READ, new Flag()));
        pair.client().watch(Direction.READ, new Flag());
        pair.client().unwatch(Direction.READ);
        pair.client().detach();
        assertThatIllegalStateException().isThrownBy(() -> pair.client().watch(Direction.READ, new Flag()));
    }

    @Test
    void attach_toTwo_isIllegalState() throws Exception {
        Driver other = newDriver();
        Pair pair = driver.pair();
        assertThatIllegalStateException().isThrownBy(() -> pair.server().attach(other.backend));
    }

    @Test
    void attach_toAnotherKind_isIllegalArgument() throws Exception {
        Pair pair = driver.pair();
        pair.server().detach();
        assertThatIllegalArgumentException().isThrownBy(() -> pair.server().attach(new OtherKind()));
        pair.server().attach(driver.backend);
    }

    @Test
    void detach_othersReady_losesNoReadinessAndCallsNobody() throws Exception {
        for (int i = 0; i < 50; i++) {
            Pair leaving = driver.pair();
            Pair staying = driver.pair();
            Flag left = new Flag();
            leaving.server().watch(Direction.READ, left);
            driver.write(leaving.client(), (byte) 1);
            driver.pollUntil(left::isSet);
            Flag reader = new Flag();
            Flag writer = new Flag();
            staying.server().watch(Direction.READ, reader);
            staying.server().watch(Direction.WRITE, writer);
            driver.write(staying.client(), (byte) 1);
            leaving.server().detach();
            assertThat(reader.calls() + writer.calls()).isZero();
            Background.run(() -> {
                while (!reader.isSet() || !writer.isSet()) {
                    driver.backend.poll(Backend.FOREVER);
                }
            }).join();
            assertThat(reader.calls()).isEqualTo(1);
        }
    }

    @Test
    void channel_givenAwayAndClosed_isGoneWhileItsOldBackendSleeps() throws Exception {
        Driver other = newDriver();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            StreamHandle handle = driver.connect(listener.getLocalSocketAddress());
            try (Socket peer = listener.accept()) {
                handle.watch(Direction.READ, new Flag());
                handle.unwatch(Direction.READ);
                driver.pollSome();
                handle.detach();
                CountDownLatch asleep = new CountDownLatch(1);
                Background<Void> sleeper = Background.run(() -> {
                    asleep.countDown();
                    driver.backend.poll(Backend.FOREVER);
                });
                asleep.await();
                Thread.sleep(20); // most likely asleep by now; the test is correct if it is not
                int before = Descriptors.now().sockets();
                Background.run(() -> {
                    handle.attach(other.backend);
                    other.write(handle, (byte) 1);
                    handle.close();
                }).join();
                InputStream in = peer.getInputStream();
                assertThat(in.read()).isEqualTo(1);
                assertThat(in.read()).isEqualTo(-1);
                if (Descriptors.areListed()) {
                    assertThat(Descriptors.now().sockets()).isEqualTo(before - 1);
                }
                driver.backend.wakeup();
                sleeper.join();
            }
        }
    }

    @Test
    void channel_neverWatched_movesAndCloses() throws Exception {
        Pair pair = driver.pair();
        pair.server().detach();
        Background.run(() -> {
            assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(SocketHandle.WOULD_BLOCK);
            pair.server().close();
        }).join();
        assertThat(driver.read(pair.client(), ByteBuffer.allocate(1))).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    private static final class OtherKind implements Backend {
        @Override
        public void pollNow() {
        }

        @Override
        public void poll(long timeoutNanos) {
        }

        @Override
        public void wakeup() {
        }

        @Override
        public void close() {
        }
    }
}
