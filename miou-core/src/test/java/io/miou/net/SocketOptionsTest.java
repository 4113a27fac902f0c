package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;

/** Socket options. */
class SocketOptionsTest {

    private static final int ROUNDS = 100;

    @OnEveryBackend
    void switches_areSetAndReadBack(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                for (TcpStream end : new TcpStream[]{connection.client(), connection.server()}) {
                    isSwitched(end, StandardSocketOptions.TCP_NODELAY);
                    isSwitched(end, StandardSocketOptions.SO_KEEPALIVE);
                }
            }
        });
    }

    @OnEveryBackend
    void noDelay_isOnForConnectedAndAcceptedStreams_andStaysOffWhenItIsSwitchedOff(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                for (TcpStream end : new TcpStream[]{connection.client(), connection.server()}) {
                    assertThat(end.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
                    end.setOption(StandardSocketOptions.TCP_NODELAY, false);
                }
                connection.client().write(new byte[]{1});
                Loopback.read(connection.server(), 1);
                assertThat(connection.client().getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
                assertThat(connection.server().getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
            }
        });
    }

    @OnEveryBackend
    void noDelay_ofTwoSmallWritesAndAnAnswer_doesNotWaitForAcknowledgements(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Void> answering = Miou.task().lend(connection.server()).async(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        Loopback.read(connection.server(), 2);
                        connection.server().write(new byte[]{3});
                    }
                });
                long start = System.nanoTime();
                for (int i = 0; i < ROUNDS; i++) {
                    connection.client().write(new byte[]{1});
                    connection.client().write(new byte[]{2});
                    Loopback.read(connection.client(), 1);
                }
                answering.await();
                // With Nagle's algorithm it is 40 ms or more each.
                assertThat(System.nanoTime() - start).isLessThan(ROUNDS * 40_000_000L);
            }
        });
    }

    private static void isSwitched(TcpStream stream, SocketOption<Boolean> option) throws Exception {
        assertThat(stream.setOption(option, true)).isSameAs(stream);
        assertThat(stream.getOption(option)).isTrue();
        stream.setOption(option, false);
        assertThat(stream.getOption(option)).isFalse();
    }

    @OnEveryBackend
    void bufferSizes_areAtLeastWhatWasAskedFor(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream stream = connection.client();
                stream.setOption(StandardSocketOptions.SO_SNDBUF, 20_000);
                stream.setOption(StandardSocketOptions.SO_RCVBUF, 30_000);
                assertThat(stream.getOption(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(20_000);
                assertThat(stream.getOption(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(30_000);
            }
        });
    }

    @OnEveryBackend
    void linger_isSetAndSwitchedOff(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream stream = connection.client();
                stream.setOption(StandardSocketOptions.SO_LINGER, 3);
                assertThat(stream.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(3);
                stream.setOption(StandardSocketOptions.SO_LINGER, -1);
                assertThat(stream.getOption(StandardSocketOptions.SO_LINGER)).isIn(-1, null);
            }
        });
    }

    @OnEveryBackend
    void optionOfAnotherKindOfSocket_isUnsupported(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open(); TcpListener listener = Loopback.listen()) {
                assertThatThrownBy(() -> connection.client().getOption(StandardSocketOptions.IP_MULTICAST_TTL))
                        .isInstanceOf(UnsupportedOperationException.class);
                assertThatThrownBy(() -> listener.setOption(StandardSocketOptions.TCP_NODELAY, true))
                        .isInstanceOf(UnsupportedOperationException.class);
            }
        });
    }

    @OnEveryBackend
    void optionsOfAClosedSocket_areAClosedChannelException(Variant variant) {
        variant.run(() -> {
            Connection connection = Connection.open();
            connection.close();
            assertThatThrownBy(() -> connection.client().setOption(StandardSocketOptions.TCP_NODELAY, true))
                    .isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> connection.client().getOption(StandardSocketOptions.TCP_NODELAY))
                    .isInstanceOf(ClosedChannelException.class);
        });
    }

    @OnEveryBackend
    void optionsAreForWhoMayUseTheSocket(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream stream = connection.client();
                Miou.async(() -> {
                    assertThatThrownBy(() -> stream.setOption(StandardSocketOptions.TCP_NODELAY, true))
                            .isInstanceOf(NotOwnerError.class);
                    assertThatThrownBy(() -> stream.getOption(StandardSocketOptions.TCP_NODELAY))
                            .isInstanceOf(NotOwnerError.class);
                }).await();
                boolean set = Miou.task().lend(stream).async(() -> {
                    stream.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    return stream.getOption(StandardSocketOptions.TCP_NODELAY);
                }).await();
                assertThat(set).isTrue();
            }
        });
    }
}
