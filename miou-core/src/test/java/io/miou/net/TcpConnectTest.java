package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Connects by address and by name. Some attempts fail, and some are cut short. */
class TcpConnectTest {

    private static void talk(TcpListener listener, TcpStream client) throws IOException {
        try (client; TcpStream server = listener.accept()) {
            server.write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(Loopback.read(client, 5)).asString().isEqualTo("hello");
        }
    }

    @OnEveryBackend
    void address_isConnectedTo(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                talk(listener, TcpStream.connect(listener.localAddress()));
            }
        });
    }

    @OnEveryBackend
    void hostName_isResolvedAndItsAddressesAreTried(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                // The name may stand for ::1 too, where nobody listens.
                talk(listener, TcpStream.connect("localhost", Loopback.port(listener.localAddress())));
            }
        });
    }

    @OnEveryBackend
    void literalAddressInPlaceOfAName_isConnectedTo(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                talk(listener, TcpStream.connect("127.0.0.1", Loopback.port(listener.localAddress())));
            }
        });
    }

    @OnEveryBackend
    void ipv6Loopback_isConnectedTo(Variant variant) throws IOException {
        InetSocketAddress address = Loopback.anyPort6();
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(address)) {
                talk(listener, TcpStream.connect("::1", Loopback.port(listener.localAddress())));
            }
        });
    }

    @OnEveryBackend
    void nameThatDoesNotExist_isAnUnknownHostException(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> TcpStream.connect("no-such-host.invalid", 7))
                    .isInstanceOf(UnknownHostException.class).hasMessageContaining("no-such-host.invalid");
        });
    }

    @OnEveryBackend
    void nameResolution_letsOtherFibersOfTheDomainRun(Variant variant) {
        variant.run(() -> {
            List<String> trail = new ArrayList<>();
            Promise<Void> other = Miou.async(() -> {
                trail.add("other");
            });
            try (TcpListener listener = Loopback.listen()) {
                TcpStream client = TcpStream.connect("localhost", Loopback.port(listener.localAddress()));
                trail.add("connected");
                talk(listener, client);
            }
            other.await();
            assertThat(trail).containsExactly("other", "connected");
        });
    }

    @OnEveryBackend
    void refusal_isAConnectExceptionThatNamesTheAddress_andLeavesNothing(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            // Bound, so that nobody else gets the port, and not listening.
            try (Socket bound = new Socket()) {
                bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                SocketAddress deserted = bound.getLocalSocketAddress();
                assertThatThrownBy(() -> TcpStream.connect(deserted)).isInstanceOf(ConnectException.class)
                        .hasMessageContaining(String.valueOf(bound.getLocalPort()));
            }
            Miou.sleep(Duration.ofNanos(1)); // a poll forgets what was registered
            before.assertUnchanged();
        });
    }

    @Test
    void connectOutsideAFiber_isAnIllegalState() {
        assertThatThrownBy(() -> TcpStream.connect("127.0.0.1", 1)).isInstanceOf(IllegalStateException.class);
    }

    /*
     * A listener that does not accept and has room for one more drops further connection requests on Linux; the system
     * repeats them after a second, so that some of these attempts hang for sure.
     */
    private static final int ATTEMPTS = 8;
    private static final String ONLY_LINUX = "what a full backlog does differs from system to system";

    private static TcpListener crowded() throws IOException {
        return TcpListener.bind(Loopback.anyPort(), TcpListener.Options.standard().withBacklog(1));
    }

    private static List<Promise<Boolean>> attempts(Trigger[] stops, SocketAddress address) {
        List<Promise<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < ATTEMPTS; i++) {
            Trigger stop = new Trigger();
            stops[i] = stop;
            attempts.add(Miou.async(() -> {
                Optional<TcpStream> stream = Miou.until(stop, () -> TcpStream.connect(address));
                stream.ifPresent(TcpStream::close);
                return stream.isPresent();
            }));
        }
        return attempts;
    }

    @OnEveryBackend
    @EnabledOnOs(value = OS.LINUX, disabledReason = ONLY_LINUX)
    void stoppedConnect_connectsOrLeavesNothing(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            try (TcpListener listener = crowded()) {
                Trigger[] stops = new Trigger[ATTEMPTS];
                List<Promise<Boolean>> attempts = attempts(stops, listener.localAddress());
                Miou.yield();
                for (Trigger stop : stops) {
                    stop.signal();
                }
                List<Boolean> connected = Miou.all(attempts);
                assertThat(connected).contains(false);
            }
            Miou.sleep(Duration.ofNanos(1));
            before.assertUnchanged();
        });
    }

    @OnEveryBackend
    @EnabledOnOs(value = OS.LINUX, disabledReason = ONLY_LINUX)
    void cancelledConnect_throwsTaskCancelledAndLeavesNothing(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            List<Throwable> thrown = new ArrayList<>();
            try (TcpListener listener = crowded()) {
                List<Promise<Void>> attempts = new ArrayList<>();
                for (int i = 0; i < ATTEMPTS; i++) {
                    attempts.add(Miou.async(() -> {
                        try (TcpStream _ = TcpStream.connect(listener.localAddress())) {
                            Miou.sleep(Duration.ofDays(1));
                        } catch (TaskCancelled e) {
                            thrown.add(e);
                            throw e;
                        }
                    }));
                }
                Waiting.until(attempts.getLast(), "connecting to");
                attempts.forEach(Promise::cancel);
                assertThat(attempts).extracting(Promise::state).containsOnly(Promise.State.CANCELLED);
                assertThat(thrown).hasSize(ATTEMPTS);
            }
            Miou.sleep(Duration.ofNanos(1));
            before.assertUnchanged();
        });
    }

    @OnEveryBackend
    @EnabledOnOs(value = OS.LINUX, disabledReason = ONLY_LINUX)
    void connectBeyondItsLimit_isATimeoutThatLeavesNothing(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            try (TcpListener listener = crowded()) {
                List<TcpStream> connected = new ArrayList<>();
                assertThatThrownBy(() -> {
                    for (int i = 0; i < ATTEMPTS; i++) {
                        connected.add(Miou.timeout(Duration.ofMillis(100),
                                () -> TcpStream.connect(listener.localAddress())));
                    }
                }).isInstanceOf(TimeoutException.class);
                assertThat(connected).isNotEmpty();
                connected.forEach(TcpStream::close);
            }
            Miou.sleep(Duration.ofNanos(1));
            before.assertUnchanged();
        });
    }
}
