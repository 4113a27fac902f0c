package io.miou.net;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A real backend whose datagram sockets seldom have room: of each two attempts to send, the first would block. Real
 * ones never do over the loopback interface.
 */
record CrowdedDatagrams(Backend inner) implements Backend {

    static BackendProvider around(BackendProvider real) {
        return new BackendProvider() {
            @Override
            public String name() {
                return "crowded";
            }

            @Override
            public int priority() {
                return 0;
            }

            @Override
            public Backend open(BackendContext context) throws IOException {
                return new CrowdedDatagrams(real.open(context));
            }
        };
    }

    @Override
    public DatagramHandle bind(SocketAddress local, DatagramOptions options) throws IOException {
        return new Crowded(inner.bind(local, options));
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

    /** A socket of this backend; it stays on its domain. */
    private static final class Crowded implements DatagramHandle {

        private final DatagramHandle socket;
        private boolean hasRoom;

        Crowded(DatagramHandle socket) {
            this.socket = socket;
        }

        private boolean takesRoom() {
            hasRoom = !hasRoom;
            return !hasRoom;
        }

        @Override
        public int send(ByteBuffer source, SocketAddress target) throws IOException {
            return takesRoom() ? socket.send(source, target) : WOULD_BLOCK;
        }

        @Override
        public int send(ByteBuffer source) throws IOException {
            return takesRoom() ? socket.send(source) : WOULD_BLOCK;
        }

        @Override
        public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
            return socket.receive(target);
        }

        @Override
        public void connect(SocketAddress remote) throws IOException {
            socket.connect(remote);
        }

        @Override
        public void disconnect() throws IOException {
            socket.disconnect();
        }

        @Override
        public @Nullable SocketAddress remoteAddress() {
            return socket.remoteAddress();
        }

        @Override
        public void watch(Direction direction, Readiness readiness) throws IOException {
            socket.watch(direction, readiness);
        }

        @Override
        public void unwatch(Direction direction) {
            socket.unwatch(direction);
        }

        @Override
        public @Nullable Backend backend() {
            return socket.backend();
        }

        @Override
        public void detach() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void attach(Backend backend) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable SocketAddress localAddress() {
            return socket.localAddress();
        }

        @Override
        public <T> void setOption(SocketOption<T> option, T value) throws IOException {
            socket.setOption(option, value);
        }

        @Override
        public <T> T option(SocketOption<T> option) throws IOException {
            return socket.option(option);
        }

        @Override
        public boolean isOpen() {
            return socket.isOpen();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
