package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AcceptPendingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests the addresses and options that a listener is bound with, and the connections that it accepts. */
class TcpListenerTest {

    @OnEveryBackend
    void portZero_becomesAPortThatPeersReach(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(Loopback.anyPort())) {
                assertThat(Loopback.port(listener.localAddress())).isPositive();
                try (TcpStream client = TcpStream.connect(listener.localAddress());
                        TcpStream server = listener.accept()) {
                    assertThat(server.localAddress()).isEqualTo(listener.localAddress());
                    assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
                    assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
                }
            }
        });
    }

    @OnEveryBackend
    void hostName_isResolved(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(InetSocketAddress.createUnresolved("localhost", 0))) {
                assertThat(((InetSocketAddress) listener.localAddress()).getAddress().isLoopbackAddress()).isTrue();
            }
        });
    }

    @OnEveryBackend
    void ipv6Loopback_isListenedAt(Variant variant) throws Exception {
        InetSocketAddress address = Loopback.anyPort6();
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(address);
                    TcpStream client = TcpStream.connect(listener.localAddress());
                    TcpStream server = listener.accept()) {
                server.write(new byte[]{6});
                assertThat(Loopback.read(client, 1)).containsExactly(6);
                assertThat(((InetSocketAddress) server.remoteAddress()).getAddress()).isEqualTo(address.getAddress());
            }
        });
    }

    @OnEveryBackend
    void portInUse_isABindExceptionThatNamesIt_andLeavesNothing(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                OpenSockets before = OpenSockets.now();
                assertThatThrownBy(() -> TcpListener.bind(listener.localAddress())).isInstanceOf(BindException.class)
                        .hasMessageContaining(String.valueOf(Loopback.port(listener.localAddress())));
                before.assertUnchanged();
            }
        });
    }

    @OnEveryBackend
    void addressOfAnotherMachine_isABindException(Variant variant) {
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 0); // reserved for documentation
        variant.run(() -> {
            assertThatThrownBy(() -> TcpListener.bind(elsewhere)).isInstanceOf(BindException.class);
        });
    }

    @OnEveryBackend
    void connectionsUpToTheBacklog_areAcceptedLater(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(Loopback.anyPort(),
                    TcpListener.Options.standard().withBacklog(16))) {
                List<SocketAddress> connected = new ArrayList<>();
                List<SocketAddress> accepted = new ArrayList<>();
                List<TcpStream> all = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    all.add(TcpStream.connect(listener.localAddress()));
                    connected.add(all.getLast().localAddress());
                }
                for (int i = 0; i < 16; i++) {
                    all.add(listener.accept());
                    accepted.add(all.getLast().remoteAddress());
                }
                assertThat(accepted).containsExactlyInAnyOrderElementsOf(connected);
                all.forEach(TcpStream::close);
            }
        });
    }

    @Test
    void backlogOfZero_isAnIllegalArgument() {
        assertThatThrownBy(() -> TcpListener.Options.standard().withBacklog(0))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0");
    }

    @Test
    void standardOptions_areThoseOfTheContract() {
        TcpListener.Options options = TcpListener.Options.standard();
        assertThat(options.backlog()).isEqualTo(1024);
        assertThat(options.reuseAddress()).isEqualTo(!OS.WINDOWS.isCurrentOs());
        assertThat(options.reusePort()).isFalse();
    }

    /** Leaves a connection behind at the port of the listener that lingers after its close. */
    private static SocketAddress lingering() throws Exception {
        try (TcpListener listener = Loopback.listen()) {
            TcpStream client = TcpStream.connect(listener.localAddress());
            listener.accept().close();
            assertThat(Loopback.readToEnd(client)).isEmpty();
            client.close();
            return listener.localAddress();
        }
    }

    @OnEveryBackend
    void withReuseAddress_aPortWithLingeringConnectionsIsBoundAgain(Variant variant) {
        variant.run(() -> {
            SocketAddress address = lingering();
            try (TcpListener again = TcpListener.bind(address, TcpListener.Options.standard().withReuseAddress(true))) {
                assertThat(again.localAddress()).isEqualTo(address);
            }
        });
    }

    @OnEveryBackend
    @EnabledOnOs(value = OS.LINUX, disabledReason = "what a lingering connection forbids differs from system to system")
    void withoutReuseAddress_aPortWithLingeringConnectionsIsInUse(Variant variant) {
        variant.run(() -> {
            SocketAddress address = lingering();
            TcpListener.Options options = TcpListener.Options.standard().withReuseAddress(false);
            assertThatThrownBy(() -> TcpListener.bind(address, options)).isInstanceOf(BindException.class);
        });
    }

    @OnEveryBackend
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux spreads the connections of a shared port")
    void withReusePort_twoDomainsAcceptAtOnePort(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            TcpListener.Options shared = TcpListener.Options.standard().withReusePort(true);
            TcpListener first = TcpListener.bind(Loopback.anyPort(), shared);
            TcpListener second = TcpListener.bind(first.localAddress(), shared);
            List<TcpStream> clients = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                clients.add(TcpStream.connect(first.localAddress()));
            }
            List<AtomicInteger> counts = List.of(new AtomicInteger(), new AtomicInteger());
            List<Promise<Void>> acceptors = new ArrayList<>();
            for (TcpListener listener : List.of(first, second)) {
                AtomicInteger count = counts.get(acceptors.size());
                acceptors.add(Miou.task().give(listener).on(Domain.pool().get(acceptors.size())).call(() -> {
                    while (true) {
                        listener.accept().close();
                        count.incrementAndGet();
                    }
                }));
            }
            for (TcpStream client : clients) {
                assertThat(Loopback.readToEnd(client)).isEmpty();
                client.close();
            }
            acceptors.forEach(Promise::cancel);
            assertThat(counts.get(0).get()).isBetween(1, 63);
            assertThat(counts.get(0).get() + counts.get(1).get()).isEqualTo(64);
        });
    }

    @OnEveryBackend
    void withoutReusePort_aPortIsNotShared(Variant variant) {
        variant.run(() -> {
            try (TcpListener first = TcpListener.bind(Loopback.anyPort(),
                    TcpListener.Options.standard().withReusePort(false))) {
                assertThatThrownBy(() -> TcpListener.bind(first.localAddress(),
                        TcpListener.Options.standard().withReusePort(false))).isInstanceOf(BindException.class);
            }
        });
    }

    @OnEveryBackend
    void secondAcceptAtATime_isAnAcceptPendingException(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                Promise<Void> waiting = Miou.task().lend(listener).async(() -> listener.accept().close());
                Waiting.until(waiting, "accepting from");
                assertThatThrownBy(listener::accept).isInstanceOf(AcceptPendingException.class);
                try (TcpStream _ = TcpStream.connect(listener.localAddress())) {
                    waiting.await();
                }
            }
        });
    }

    @OnEveryBackend
    void listenerOption_isInheritedByAcceptedConnections(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                listener.setOption(StandardSocketOptions.SO_RCVBUF, 8192);
                assertThat(listener.getOption(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(8192);
                try (TcpStream _ = TcpStream.connect(listener.localAddress()); TcpStream server = listener.accept()) {
                    assertThat(server.getOption(StandardSocketOptions.SO_RCVBUF))
                            .isEqualTo(listener.getOption(StandardSocketOptions.SO_RCVBUF));
                }
            }
        });
    }

    @OnEveryBackend
    void connection_outlivesItsListener(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().write(new byte[]{7});
                assertThat(Loopback.read(connection.server(), 1)).containsExactly(7);
            }
        });
    }

    @Test
    void bindOutsideAFiber_isAnIllegalState() {
        assertThatThrownBy(Loopback::listen).isInstanceOf(IllegalStateException.class);
    }

    @OnEveryBackend
    void bindInACancelledTask_throwsAndOpensNothing(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            List<Throwable> thrown = new ArrayList<>();
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    thrown.add(catchThrowable(Loopback::listen));
                    before.assertUnchanged();
                }
            });
            Miou.yield();
            child.cancel();
            assertThat(thrown).hasSize(1).first().isInstanceOf(TaskCancelled.class);
            before.assertUnchanged();
        });
    }
}
