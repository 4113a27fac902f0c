package io.miou.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The load generator on each wire, against servers that do as they should and servers that do not. */
class LoadTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    enum Kind {
        NIO {
            @Override
            Wire connect(InetSocketAddress server, int connections, Messages messages) throws IOException {
                return new NioWire(server, connections, messages);
            }
        },
        EPOLL {
            @Override
            Wire connect(InetSocketAddress server, int connections, Messages messages) throws IOException {
                Assumptions.assumeTrue(EpollWire.isUsable(), "epoll is Linux only");
                return new EpollWire(server, connections, messages);
            }
        };

        abstract Wire connect(InetSocketAddress server, int connections, Messages messages) throws IOException;
    }

    /**
     * The sizes: one byte, the usual size, an odd size, exactly a chunk, and one that is larger than any socket buffer.
     */
    @ParameterizedTest
    @CsvSource({"NIO,1", "NIO,64", "NIO,1001", "NIO,65536", "NIO,20000000", "EPOLL,1", "EPOLL,64", "EPOLL,1001",
        "EPOLL,65536", "EPOLL,20000000"})
    void closedLoop_everyMessageComesBack(Kind kind, int size) throws IOException {
        Messages messages = Messages.echo(size);
        try (SmallServer server = SmallServer.echoing(); Wire wire = kind.connect(server.address(), 3, messages)) {
            Load load = new ClosedLoop(wire, messages);

            Interval first = load.run(SHORT);
            Interval second = load.run(SHORT);

            assertThat(server.received()).isEqualTo((first.total() + second.total()) * size);
            assertThat(first.total()).isGreaterThanOrEqualTo(3).isEqualTo(first.latencies().getTotalCount());
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersThatAreLongerThanMessages_areCountedByTheirOwnLength(Kind kind) throws IOException {
        Messages messages = new Messages(new byte[]{5}, new byte[]{5, 5, 5});
        try (SmallServer server = SmallServer.threeTimes(); Wire wire = kind.connect(server.address(), 1, messages)) {
            Interval interval = new OpenLoop(wire, messages, 2000).run(SHORT);

            assertThat(interval.total()).isEqualTo(100);
            assertThat(server.received()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void openLoop_asManyMessagesAsTheRateSays(Kind kind) throws IOException {
        Messages messages = Messages.echo(64);
        try (SmallServer server = SmallServer.echoing(); Wire wire = kind.connect(server.address(), 3, messages)) {
            Interval interval = new OpenLoop(wire, messages, 2000).run(SHORT);

            assertThat(interval.total()).isEqualTo(100).isEqualTo(interval.latencies().getTotalCount());
            assertThat(server.received()).isEqualTo(100 * 64);
        }
    }

    /** The server answers nothing until the last message was due, so what was due first has waited the longest. */
    @ParameterizedTest
    @EnumSource
    void openLoop_serverThatStops_isChargedForEveryMessageDueMeanwhile(Kind kind) throws IOException {
        Messages messages = Messages.echo(64);
        try (SmallServer server = SmallServer.holdingBack(200 * 64);
                Wire wire = kind.connect(server.address(), 1, messages)) {
            Interval interval = new OpenLoop(wire, messages, 1000).run(Duration.ofMillis(200));

            long lastDue = Duration.ofMillis(199).toNanos();
            assertThat(interval.latencies().getMaxValue()).isGreaterThanOrEqualTo(lastDue);
            assertThat(interval.latencies().getValueAtPercentile(50)).isGreaterThanOrEqualTo(lastDue * 49 / 100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverThatChangesOneByte_isCaught(Kind kind) throws IOException {
        Messages messages = Messages.echo(64);
        try (SmallServer server = SmallServer.changingByte(1000);
                Wire wire = kind.connect(server.address(), 1, messages)) {
            Load load = new ClosedLoop(wire, messages);

            assertThatThrownBy(() -> load.run(Duration.ofSeconds(10))).isInstanceOf(IOException.class)
                    .hasMessageContaining("byte 1000 of a connection is not the one that had to come");
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverThatHangsUp_isCaught(Kind kind) throws IOException {
        Messages messages = Messages.echo(64);
        try (SmallServer server = SmallServer.hangingUpAfter(640);
                Wire wire = kind.connect(server.address(), 1, messages)) {
            Load load = new ClosedLoop(wire, messages);

            assertThatThrownBy(() -> load.run(Duration.ofSeconds(10))).isInstanceOf(IOException.class)
                    .hasMessageContaining("the server has closed connection 0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyListens_isAnError(Kind kind) throws IOException {
        // Bound, so that nobody else gets the port, and not listening.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress nobody = (InetSocketAddress) bound.getLocalSocketAddress();

            assertThatThrownBy(() -> kind.connect(nobody, 2, Messages.echo(64))).isInstanceOf(IOException.class);
        }
    }
}
