package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.spi.StreamHandle;
import io.miou.task.Task;
import io.miou.testing.AtEveryTurn;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Connects to a host with several addresses: attempts run beside each other, and the first to succeed wins. A host that
 * would hang with one attempt at a time does not hang. An attempt that starts too early shows in the trail.
 */
@Slow
class ConnectRaceTest {

    private static final InetSocketAddress NAME = InetSocketAddress.createUnresolved("host.invalid", 7);

    /** A time that is longer than a test may take. */
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SOON = Duration.ofMillis(1);

    private static Connector connector(Duration delay, InetSocketAddress... addresses) {
        return new Connector(_ -> List.of(addresses), delay);
    }

    /** Bound, so that nobody else gets their ports, and not listening. */
    private static final List<Socket> DEAF = List.of(new Socket(), new Socket());

    @BeforeAll
    static void bind() throws IOException {
        for (Socket socket : DEAF) {
            socket.bind(Loopback.anyPort());
        }
    }

    @AfterAll
    static void close() throws IOException {
        for (Socket socket : DEAF) {
            socket.close();
        }
    }

    /** An address where nobody listens. */
    private static InetSocketAddress refusing() {
        return (InetSocketAddress) DEAF.getFirst().getLocalSocketAddress();
    }

    /** Returns another address that refuses connections. */
    private static InetSocketAddress refusingToo() {
        return (InetSocketAddress) DEAF.getLast().getLocalSocketAddress();
    }

    private static InetSocketAddress address(TcpListener listener) {
        return (InetSocketAddress) listener.localAddress();
    }

    private static void letThePollForgetClosedChannels() {
        Miou.sleep(Duration.ofNanos(1));
    }

    @OnEveryBackend
    void attemptThatFails_isFollowedByTheNextAtOnce(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen();
                    TcpStream stream = connector(NEVER, refusing(), refusingToo(), address(listener)).connect(NAME);
                    TcpStream accepted = listener.accept()) {
                assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
                assertThat(stream).asString().contains(listener.localAddress().toString());
                accepted.write(new byte[]{1});
                assertThat(Loopback.read(stream, 1)).containsExactly(1);
            }
        });
    }

    @OnEveryBackend
    void attemptThatHangs_isOvertakenByTheNextAfterTheDelay_andClosed(Variant variant) throws IOException {
        try (Blackhole hole = Blackhole.open()) {
            variant.run(() -> {
                try (TcpListener listener = Loopback.listen()) {
                    OpenSockets before = OpenSockets.now();
                    int timers = Task.current().loop().timers().count();
                    TcpStream stream = connector(SOON, hole.address(), hole.address(), address(listener)).connect(NAME);
                    listener.accept().close();
                    assertThat(Task.current().loop().timers().count()).as("timers left").isEqualTo(timers);
                    stream.close();
                    letThePollForgetClosedChannels();
                    before.assertUnchanged();
                }
            });
        }
    }

    @OnEveryBackend
    void slowAttemptAfterAFasterOneFailed_mayStillWin(Variant variant) throws IOException {
        try (Blackhole first = Blackhole.open(); Blackhole second = Blackhole.open()) {
            variant.run(() -> {
                Promise<Void> connecting = Miou.async(() -> {
                    TcpStream stream = connector(SOON, first.address(), refusing(), second.address()).connect(NAME);
                    assertThat(stream.remoteAddress()).isEqualTo(first.address());
                    stream.close();
                });
                Waiting.until(connecting, "connecting to");
                Miou.sleep(SOON.multipliedBy(5));
                first.drain();
                connecting.await();
            });
        }
    }

    @OnEveryBackend
    void attemptsThatSucceedTogether_giveOneStreamAndTheOtherIsClosed(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            for (int i = 0; i < 20; i++) {
                try (TcpListener one = Loopback.listen(); TcpListener two = Loopback.listen()) {
                    connector(Duration.ZERO, address(one), address(two)).connect(NAME).close();
                }
            }
            letThePollForgetClosedChannels();
            before.assertUnchanged();
        });
    }

    @OnEveryBackend
    void everyAddressRefusing_isTheFirstFailureWithTheOthersSuppressed(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            InetSocketAddress first = refusing();
            InetSocketAddress second = refusingToo();
            assertThatThrownBy(() -> connector(NEVER, first, second).connect(NAME))
                    .isInstanceOf(ConnectException.class).hasMessageContaining(first.toString())
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).singleElement()
                            .satisfies(other -> assertThat(other).hasMessageContaining(second.toString())));
            letThePollForgetClosedChannels();
            before.assertUnchanged();
        });
    }

    @OnEveryBackend
    void resolverThatKnowsNothing_isAnUnknownHostException(Variant variant) {
        variant.run(() -> assertThatThrownBy(() -> new Connector(name -> {
            throw new UnknownHostException(name.getHostString());
        }, NEVER).connect(NAME)).isInstanceOf(UnknownHostException.class).hasMessageContaining("host.invalid"));
    }

    /** A real backend that notes where a connect goes. */
    private record Noting(Backend inner, Trail trail) implements Backend {

        static BackendProvider around(BackendProvider real, Trail trail) {
            return new BackendProvider() {
                @Override
                public String name() {
                    return "noting";
                }

                @Override
                public int priority() {
                    return 0;
                }

                @Override
                public Backend open(BackendContext context) throws IOException {
                    return new Noting(real.open(context), trail);
                }
            };
        }

        @Override
        public StreamHandle connect(SocketAddress remote) throws IOException {
            trail.add(remote.toString());
            return inner.connect(remote);
        }

        @Override
        public void pollNow() throws IOException {
            inner.pollNow();
        }

        @Override
        public void poll(long timeoutNanos) throws IOException {
            inner.poll(timeoutNanos);
        }

        @Override
        public void wakeup() {
            inner.wakeup();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }

    @OnEveryBackend
    void attemptThatHangs_isAloneUntilTheDelayHasPassed(Variant variant) throws IOException {
        Trail trail = new Trail();
        try (Blackhole hole = Blackhole.open()) {
            InetSocketAddress refusing = refusing();
            Miou.launcher().backend(Noting.around(variant.provider(), trail)).run(() -> {
                OpenSockets before = OpenSockets.now();
                Promise<Void> connecting = Miou
                        .async(() -> connector(NEVER, refusing, hole.address(), refusing).connect(NAME).close());
                Waiting.until(connecting, "connecting to");
                while (trail.events().size() < 2) {
                    Miou.yield();
                }
                Miou.sleep(SOON.multipliedBy(10)); // far less than the delay
                connecting.cancel();
                letThePollForgetClosedChannels();
                before.assertUnchanged();
            });
            assertThat(trail.events()).containsExactly(refusing.toString(), hole.address().toString());
        }
    }

    @OnEveryBackend
    void connectionThatStands_isNotFollowedByFurtherAttempts(Variant variant) throws IOException {
        Trail trail = new Trail();
        InetSocketAddress refusing = refusing();
        try (ServerSocket server = new ServerSocket()) {
            server.bind(Loopback.anyPort());
            InetSocketAddress standing = (InetSocketAddress) server.getLocalSocketAddress();
            Miou.launcher().backend(Noting.around(variant.provider(), trail))
                    .run(() -> connector(NEVER, standing, refusing).connect(NAME).close());
            assertThat(trail.events()).containsExactly(standing.toString());
        }
    }

    private record World(OpenSockets before, TcpListener listener) {
    }

    @OnEveryBackend
    void raceStoppedAtEveryTurn_hasConnectedOrLeavesNothing(Variant variant) throws IOException {
        OpenSockets atFirst = OpenSockets.now();
        try (Blackhole hole = Blackhole.open()) {
            InetSocketAddress refusing = refusing();
            new AtEveryTurn<World>() {
                @Override
                protected World prepare() throws Exception {
                    TcpListener listener = Loopback.listen();
                    return new World(OpenSockets.now(), listener);
                }

                @Override
                protected Object perform(World world) throws Exception {
                    return connector(Duration.ofNanos(100_000), refusing, hole.address(), refusing,
                            address(world.listener())).connect(NAME);
                }

                @Override
                protected void check(World world, Optional<Object> result, boolean begun) throws Exception {
                    if (result.orElse(null) instanceof TcpStream stream) {
                        try (stream; TcpStream accepted = world.listener().accept()) {
                            assertThat(accepted.remoteAddress()).isEqualTo(stream.localAddress());
                        }
                    }
                    letThePollForgetClosedChannels();
                    world.before().assertUnchanged();
                    world.listener().close();
                }
            }.stopAndCancel(variant);
        }
        atFirst.assertUnchanged();
    }

    @OnEveryBackend
    void cancelledWhileSeveralArePending_throwsTaskCancelledAndLeavesNothing(Variant variant) throws IOException {
        try (Blackhole hole = Blackhole.open()) {
            variant.run(() -> {
                OpenSockets before = OpenSockets.now();
                Trail trail = new Trail();
                Promise<Void> connecting = Miou.async(() -> {
                    try {
                        connector(SOON, hole.address(), hole.address(), hole.address()).connect(NAME).close();
                    } catch (TaskCancelled e) {
                        trail.add("cancelled");
                        throw e;
                    }
                });
                Waiting.until(connecting, "connecting to");
                Miou.sleep(SOON.multipliedBy(10));
                connecting.cancel();
                assertThat(trail.events()).containsExactly("cancelled");
                letThePollForgetClosedChannels();
                before.assertUnchanged();
            });
        }
    }
}
