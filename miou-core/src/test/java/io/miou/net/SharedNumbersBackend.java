package io.miou.net;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.spi.Direction;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.Readiness;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The broken twin of a backend: it keeps the waiters in a table by descriptor number, and clears no entry when a
 * channel is closed. The next channel with that number finds the old waiter in the table, and wakes it instead of its
 * own reader. Confined to its domain, as every backend.
 */
final class SharedNumbersBackend implements Backend {

    private final Backend inner;
    private final Map<Integer, Readiness> readers = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private int next;

    private SharedNumbersBackend(Backend inner) {
        this.inner = inner;
    }

    static BackendProvider around(BackendProvider provider) {
        return new BackendProvider() {
            @Override
            public String name() {
                return "shared numbers";
            }

            @Override
            public int priority() {
                return 0;
            }

            @Override
            public Backend open(BackendContext context) throws IOException {
                return new SharedNumbersBackend(provider.open(context));
            }
        };
    }

    @Override
    public StreamHandle connect(SocketAddress remote) throws IOException {
        return numbered(inner.connect(remote));
    }

    @Override
    public ListenHandle listen(SocketAddress local, ListenOptions options) throws IOException {
        ListenHandle listener = inner.listen(local, options);
        return proxy(ListenHandle.class, (_, method, arguments) -> {
            Object result = invoke(listener, method, arguments);
            return result instanceof StreamHandle accepted ? numbered(accepted) : result;
        });
    }

    private StreamHandle numbered(StreamHandle channel) {
        int number = free.isEmpty() ? next++ : free.pop();
        return proxy(StreamHandle.class, (_, method, arguments) -> {
            switch (method.getName()) {
                case "watch" -> {
                    if (arguments[0] == Direction.READ) {
                        readers.putIfAbsent(number, (Readiness) arguments[1]);
                        channel.watch(Direction.READ, () -> wake(readers.remove(number)));
                        return null;
                    }
                }
                case "close" -> free.push(number); // the fault: the waiter stays in the table
                default -> {
                    // As it is.
                }
            }
            return invoke(channel, method, arguments);
        });
    }

    private static void wake(Readiness reader) {
        if (reader != null) {
            reader.ready();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }

    private static Object invoke(Object channel, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(channel, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
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
