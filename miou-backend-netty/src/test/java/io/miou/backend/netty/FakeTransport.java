package io.miou.backend.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A transport whose poller reports what a test tells it to. Confined to the test's thread. */
final class FakeTransport implements NativeTransport {

    private final Function<ThreadAwareExecutor, IoHandler> handlers;

    /** Listeners of what is registered. */
    final Map<IoRegistration, EdgeListener> registered = new HashMap<>();

    /** The edges that the next poll reports. */
    final Deque<Runnable> edges = new ArrayDeque<>();

    /** The number of polls that would have slept. */
    int sleeps;

    boolean refuses;

    FakeTransport() {
        this.handlers = _ -> new Poller();
    }

    FakeTransport(IoHandler handler) {
        this.handlers = _ -> handler;
    }

    /** A descriptor that is closed without a system call. */
    static final class Descriptor extends FileDescriptor {

        Descriptor() {
            super(7);
        }

        @Override
        public void close() {
            markClosed();
        }
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public SystemNumbers numbers() {
        return new SystemNumbers(98, 99, 103, 110, 71, 10, 1, Map.of());
    }

    @Override
    public IoHandler newHandler(ThreadAwareExecutor domain) {
        return handlers.apply(domain);
    }

    @Override
    public IoRegistration register(IoHandler handler, FileDescriptor descriptor, Interest interest,
            EdgeListener listener) throws IOException {
        if (refuses) {
            throw new IOException("refused");
        }
        IoRegistration registration = new Registration();
        registered.put(registration, listener);
        return registration;
    }

    @Override
    public void deregister(IoRegistration registration) {
        if (registered.remove(registration) == null) {
            throw new AssertionError("it was not registered");
        }
    }

    private final class Poller implements IoHandler {

        @Override
        public int run(IoHandlerContext context) {
            if (edges.isEmpty() && context.canBlock()) {
                sleeps++;
            }
            int count = edges.size();
            while (!edges.isEmpty()) {
                edges.remove().run();
            }
            return count;
        }

        @Override
        public void prepareToDestroy() {
            registered.values().forEach(EdgeListener::pollerClosed);
            registered.clear();
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new AssertionError("the transport registers");
        }

        @Override
        public void wakeup() {
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }

    private static final class Registration implements IoRegistration {

        @Override
        public <T> T attachment() {
            throw new AssertionError("nobody asks for it");
        }

        @Override
        public long submit(IoOps ops) {
            throw new AssertionError("nobody changes it");
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public boolean cancel() {
            return false;
        }
    }
}
