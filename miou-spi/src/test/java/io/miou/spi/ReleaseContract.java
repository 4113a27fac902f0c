package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.spi.Driver.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks that no path leaves a descriptor open. Every other test checks its own path, too. */
abstract class ReleaseContract extends Contract {
    /** An address that no stream can connect to: the operating system refuses it at once, and sends nothing. */
    private static final SocketAddress BROADCAST = new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 9);

    @BeforeEach
    void needsTheListOfDescriptors() {
        assumeTrue(Descriptors.areListed(), "this operating system does not list a process's descriptors");
    }

    @Test
    void backend_closed_leavesNothing() throws Exception {
        Descriptors before = Descriptors.now();
        for (int i = 0; i < 100; i++) {
            try (Backend backend = provider().open(new BackendContext(0, 1))) {
                backend.pollNow();
            }
        }
        before.assertNoMore();
    }

    @Test
    void stream_closed_leavesNothingAfterThePoll() throws Exception {
        Descriptors before = Descriptors.now();
        for (Use use : Use.values()) {
            Pair pair = driver.pair();
            use.apply(driver, pair.server());
            use.apply(driver, pair.client());
            pair.server().close();
            pair.client().close();
            driver.backend.pollNow();
            assertThat(Descriptors.now()).as("after " + use).isEqualTo(before);
        }
    }

    @Test
    void listener_closed_leavesNothingAfterThePoll() throws Exception {
        Descriptors before = Descriptors.now();
        ListenHandle listener = driver.listen();
        listener.watch(Direction.READ, new Flag());
        driver.backend.pollNow();
        listener.close();
        driver.backend.pollNow();
        assertThat(Descriptors.now()).isEqualTo(before);
    }

    @Test
    void closedBackend_thenItsChannels_leaveNothing() throws Exception {
        Descriptors before = Descriptors.now();
        for (boolean channelsFirst : new boolean[]{true, false}) {
            for (Use use : Use.values()) {
                Driver other = newDriver();
                ListenHandle listener = other.listen();
                Pair pair = other.pair(listener);
                use.apply(other, pair.server());
                use.apply(other, listener);
                if (!channelsFirst) {
                    other.backend.close();
                }
                listener.close();
                pair.server().close();
                pair.client().close();
                other.backend.close();
                assertThat(Descriptors.now()).as("after " + use).isEqualTo(before);
            }
        }
    }

    @Test
    void connect_failed_leavesNothing() throws Exception {
        SocketAddress nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            nobody = taken.getLocalSocketAddress();
        }
        Descriptors before = Descriptors.now();
        for (int i = 0; i < 50; i++) {
            Driver other = newDriver();
            assertThatIOException().isThrownBy(() -> other.connect(nobody));
            assertThatIOException()
                    .isThrownBy(() -> driver.backend.connect(InetSocketAddress.createUnresolved("x", 1)));
            other.close();
        }
        assertThat(Descriptors.now()).isEqualTo(before);
    }

    @Test
    void listen_failed_leavesNothing() throws Exception {
        ListenHandle listener = driver.listen();
        Descriptors before = Descriptors.now();
        for (int i = 0; i < 50; i++) {
            assertThatIOException().isThrownBy(
                    () -> driver.backend.listen(listener.localAddress(), new ListenOptions(1, true, false)));
        }
        assertThat(Descriptors.now()).isEqualTo(before);
    }

    @Test
    @Tag("slow")
    void tenThousandConnections_oneAfterTheOther_needAConstantNumberOfDescriptors() throws Exception {
        ListenHandle listener = driver.listen();
        ByteBuffer target = ByteBuffer.allocateDirect(10);
        Descriptors constant = null;
        for (int i = 0; i < 10_000; i++) {
            StreamHandle client = driver.connect(listener.localAddress());
            StreamHandle server = driver.accept(listener);
            driver.write(client, (byte) i);
            driver.await(server, Direction.READ);
            assertThat(server.read(target.clear())).isEqualTo(1);
            client.setOption(StandardSocketOptions.SO_LINGER, 0); // no port stays taken
            client.close();
            server.close();
            driver.forget(client);
            driver.forget(server);
            if (i % 1_000 == 0) {
                driver.backend.pollNow();
                constant = constant == null ? Descriptors.now() : constant;
                assertThat(Descriptors.now()).as("after " + i).isEqualTo(constant);
            }
        }
    }

    @Test
    void hundredsOfChannels_closedWithoutAPoll_leaveNothingOnceTheBackendIsClosed() throws Exception {
        Descriptors before = Descriptors.now();
        Driver other = newDriver();
        ListenHandle listener = other.listen();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Pair pair = other.pair(listener);
            pair.server().watch(Direction.READ, new Flag());
            pairs.add(pair);
        }
        other.backend.pollNow();
        for (Pair pair : pairs) {
            pair.server().close();
            pair.client().close();
        }
        listener.close();
        other.backend.close();
        assertThat(Descriptors.now()).isEqualTo(before);
    }

    /** The use of a handle before it was closed. */
    private enum Use {
        NOTHING,
        WATCHED,
        WATCHED_AND_POLLED,
        TAKEN_BACK,
        DETACHED;

        void apply(Driver driver, SocketHandle handle) throws IOException {
            if (this != NOTHING) {
                handle.watch(Direction.READ, new Flag());
            }
            if (this == WATCHED_AND_POLLED || this == TAKEN_BACK) {
                driver.backend.pollNow();
            }
            if (this == TAKEN_BACK || this == DETACHED) {
                handle.unwatch(Direction.READ);
            }
            if (this == DETACHED) {
                handle.detach();
            }
        }
    }
}
