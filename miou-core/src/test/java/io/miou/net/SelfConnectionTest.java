package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.spi.StreamHandle;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * A connect to a dead port of this host may be connected to itself: once in some ten thousand, so that here a
 * connection to a listener says that it is such a one.
 */
class SelfConnectionTest {

    private static final InetSocketAddress DEAD = new InetSocketAddress("127.0.0.1", 1);

    /** A real backend, whose connects to the dead port are connects to a listener that seem to have met themselves. */
    private static final class Mirror implements BackendProvider {

        private final BackendProvider real;
        private volatile SocketAddress listener = DEAD;

        Mirror(BackendProvider real) {
            this.real = real;
        }

        @Override
        public String name() {
            return "mirror";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Backend open(BackendContext context) throws IOException {
            Backend backend = real.open(context);
            return proxy(Backend.class, (_, method, arguments) -> {
                if (method.getName().equals("connect") && arguments[0].equals(DEAD)) {
                    StreamHandle channel = backend.connect(listener);
                    return proxy(StreamHandle.class, (_, asked, given) -> invoke(channel,
                            asked.getName().equals("remoteAddress") ? LOCAL_ADDRESS : asked, given));
                }
                return invoke(backend, method, arguments);
            });
        }

        private static final Method LOCAL_ADDRESS = localAddress();

        private static Method localAddress() {
            try {
                return io.miou.spi.SocketHandle.class.getMethod("localAddress");
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
        }

        private static Object invoke(Object target, Method method, Object[] arguments)
                throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static <T> T proxy(Class<T> type, InvocationHandler handler) {
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
        }
    }

    @OnEveryBackend
    void connectionToItself_isRefusedAndClosed(Variant variant) {
        Mirror mirror = new Mirror(variant.provider());
        Miou.launcher().backend(mirror).run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                OpenSockets before = OpenSockets.now();
                mirror.listener = listener.localAddress();
                assertThatThrownBy(() -> TcpStream.connect(DEAD)).isInstanceOf(ConnectException.class)
                        .hasMessageStartingWith("Connection refused: ").hasMessageContaining("itself");
                try (TcpStream reset = listener.accept()) {
                    assertThatThrownBy(() -> reset.read(new byte[1])).as("the port does not linger")
                            .isInstanceOf(IOException.class);
                }
                Miou.sleep(Duration.ofNanos(1));
                before.assertUnchanged();
            }
        });
    }

    @OnEveryBackend
    void connectionToItself_isFollowedByTheNextAddress(Variant variant) {
        Mirror mirror = new Mirror(variant.provider());
        Miou.launcher().backend(mirror).run(() -> {
            try (TcpListener listener = Loopback.listen()) {
                mirror.listener = listener.localAddress();
                InetSocketAddress name = InetSocketAddress.createUnresolved("host.invalid", 7);
                Connector connector = new Connector(
                        _ -> List.of(DEAD, (InetSocketAddress) listener.localAddress()), Duration.ofDays(1));
                try (TcpStream stream = connector.connect(name)) {
                    assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
                }
            }
        });
    }
}
