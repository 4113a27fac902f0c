package io.miou.killers.api;

import io.miou.Action;
import io.miou.Body;
import io.miou.Domain;
import io.miou.DomainStatus;
import io.miou.Finalizer;
import io.miou.Hook;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.MiouMXBean;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Release;
import io.miou.Resource;
import io.miou.RuleViolation;
import io.miou.Running;
import io.miou.Self;
import io.miou.Step;
import io.miou.TaskBuilder;
import io.miou.TaskCancelled;
import io.miou.TaskExecutor;
import io.miou.TaskFunction;
import io.miou.TaskTree;
import io.miou.Trace;
import io.miou.TraceEvent;
import io.miou.Violations;
import io.miou.net.ByteStream;
import io.miou.net.ClientCertificate;
import io.miou.net.FileRegion;
import io.miou.net.ReloadableContext;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.net.Tls;
import io.miou.net.TlsEngines;
import io.miou.net.TlsStream;
import io.miou.net.UdpSocket;
import io.miou.os.Processes;
import io.miou.os.Signals;
import io.miou.os.Subprocess;
import io.miou.spi.Backend;
import io.miou.spi.BackendProvider;
import io.miou.sync.Barrier;
import io.miou.sync.Channel;
import io.miou.sync.ChannelPublisher;
import io.miou.sync.ChannelSubscriber;
import io.miou.sync.Clause;
import io.miou.sync.Computation;
import io.miou.sync.Condition;
import io.miou.sync.Latch;
import io.miou.sync.Lazy;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.Variant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Makes live objects of every type that the public API has or takes, for one call, and takes them away again. Confined
 * to the task that made it, which owns them.
 */
final class Specimens implements AutoCloseable {

    private static final TraceEvent.TaskRef TASK = new TraceEvent.TaskRef(1, 1, "task", 0);

    static final Path FILE = Path.of(System.getProperty("java.io.tmpdir"), "miou-api-sweep.bin");

    private interface Maker {
        Object make() throws Exception;
    }

    private final Map<Class<?>, Maker> makers = new HashMap<>();
    private final Deque<AutoCloseable> used = new ArrayDeque<>();

    Specimens(Variant variant) {
        ofTheLanguage(variant);
        ofTraces();
        ofTheNetwork();
        ofTheSystem();
        ofSynchronisation();
        ofTheJdk();
    }

    private <T> void put(Class<T> type, Maker maker) {
        makers.put(type, maker);
    }

    private void ofTheLanguage(Variant variant) {
        put(Launcher.class, () -> variant.launcher().domains(1));
        put(Running.class, () -> {
            Running<Integer> running = Foreign.call(() -> {
                Running<Integer> one = variant.launcher().domains(1).start(() -> 1);
                one.join();
                return one;
            });
            return used(running, () -> Foreign.call(() -> {
                running.close();
                return null;
            }));
        });
        put(TaskBuilder.class, Miou::task);
        put(TaskExecutor.class, () -> {
            TaskExecutor executor = Miou.asyncExecutor();
            return used(executor, executor::close);
        });
        put(Promise.class, this::promise);
        put(Orphans.class, () -> {
            Orphans<Object> orphans = Miou.orphans();
            return used(orphans, orphans::cancelAll);
        });
        put(Outcome.class, () -> new Outcome.Success<>("value"));
        put(Outcome.Success.class, () -> new Outcome.Success<>("value"));
        put(Outcome.Failure.class, () -> new Outcome.Failure<>(new IOException("as planned")));
        put(Outcome.Cancelled.class, () -> new Outcome.Cancelled<>());
        put(Domain.class, () -> Domain.pool().getFirst());
        put(Hook.class, () -> {
            Hook hook = Hook.add(() -> {
            });
            return used(hook, hook::remove);
        });
        put(Self.class, Miou::self);
        put(TaskTree.class, Miou::dump);
        put(TaskTree.Node.class, () -> Miou.dump().roots().getFirst());
        put(DomainStatus.class, () -> Miou.metrics().getDomains().getFirst());
        put(MiouMXBean.class, Miou::metrics);
        put(TaskTree.Format.class, () -> TaskTree.Format.TEXT);
        put(TaskTree.Phase.class, () -> TaskTree.Phase.ENDED);
        put(Appendable.class, StringBuilder::new);
        put(Promise.State.class, () -> Promise.State.RUNNING);
        put(Violations.class, () -> Violations.CONTAINED);
        put(Resource.class, this::owned);
        put(Owned.class, this::owned);
        put(Action.class, () -> (Action) () -> {
        });
        put(Body.class, () -> (Body<Object, Exception>) () -> "body");
        put(Step.class, () -> (Step<Exception>) () -> {
        });
        put(TaskFunction.class, () -> (TaskFunction<Object, Object>) input -> input);
        put(Finalizer.class, () -> (Finalizer) _ -> {
        });
        put(Release.class, () -> (Release<Object>) _ -> {
        });
        put(BackendProvider.class, variant::provider);
    }

    private void ofTraces() {
        put(Trace.class, () -> {
            Trace trace = Trace.to(_ -> {
            });
            return used(trace, trace::close);
        });
        put(TraceEvent.class, () -> new TraceEvent.Lost(1, 1));
        put(TraceEvent.OfTask.class, () -> new TraceEvent.Started(1, TASK));
        put(TraceEvent.Reason.class, () -> TraceEvent.Reason.WAIT);
        put(RuleViolation.class, Specimens::violation);
        put(TaskCancelled.class, Specimens::cancelled);
        put(Path.class, () -> FILE);
        put(TraceEvent.TaskRef.class, () -> TASK);
        put(TraceEvent.Spawned.class, () -> new TraceEvent.Spawned(1L, TASK, TASK));
        put(TraceEvent.Started.class, () -> new TraceEvent.Started(1L, TASK));
        put(TraceEvent.Suspended.class, () -> new TraceEvent.Suspended(1L, TASK, TraceEvent.Reason.WAIT, "key"));
        put(TraceEvent.Woken.class, () -> new TraceEvent.Woken(1L, TASK, TASK, 1));
        put(TraceEvent.Resumed.class, () -> new TraceEvent.Resumed(1L, TASK, TraceEvent.Reason.WAIT, true));
        put(TraceEvent.Awaited.class, () -> new TraceEvent.Awaited(1L, TASK, TASK));
        put(TraceEvent.Cancelled.class, () -> new TraceEvent.Cancelled(1L, TASK));
        put(TraceEvent.Ended.class,
                () -> new TraceEvent.Ended(1L, TASK, Promise.State.SUCCEEDED, new IOException("as planned")));
        put(TraceEvent.Attached.class, () -> new TraceEvent.Attached(1L, TASK, "key"));
        put(TraceEvent.Detached.class, () -> new TraceEvent.Detached(1L, TASK, "key"));
        put(TraceEvent.Lent.class, () -> new TraceEvent.Lent(1L, TASK, TASK, "key"));
        put(TraceEvent.Released.class, () -> new TraceEvent.Released(1L, TASK, "key"));
        put(TraceEvent.Violated.class, () -> new TraceEvent.Violated(1L, TASK, violation()));
        put(TraceEvent.Blocked.class, () -> new TraceEvent.Blocked(1L, TASK, List.of()));
        put(TraceEvent.Polled.class, () -> new TraceEvent.Polled(1L, 1, 1, 1L, true, 1, 1L));
        put(TraceEvent.Lost.class, () -> new TraceEvent.Lost(1L, 1L));
    }

    private static TaskCancelled cancelled() {
        Trigger stop = new Trigger();
        boolean _ = stop.signal();
        List<TaskCancelled> seen = new ArrayList<>();
        boolean _ = Miou.until(stop, () -> {
            try {
                Miou.sleep(Duration.ofDays(1));
            } catch (TaskCancelled e) {
                seen.add(e);
                throw e;
            }
        });
        return seen.getFirst();
    }

    private static RuleViolation violation() {
        Promise<Integer> mine = Miou.async(() -> 1);
        Promise<RuleViolation> stranger = Miou.async(() -> {
            try {
                mine.await();
                throw new AssertionError("a stranger may not await");
            } catch (RuleViolation e) {
                return e;
            }
        });
        RuleViolation violation = stranger.await();
        mine.await();
        return violation;
    }

    private void ofTheNetwork() {
        put(TcpListener.class, this::listener);
        put(TcpListener.Options.class, () -> new TcpListener.Options(10, true, false));
        put(TcpStream.class, this::stream);
        put(ByteStream.class, this::stream);
        put(Server.class, () -> Server.at(anyPort()).stop(new Latch(0)));
        put(Server.Handler.class, () -> (Server.Handler) _ -> {
        });
        put(ServeReport.class, () -> new ServeReport(1, 2, 3, 4, 5));
        put(UdpSocket.class, () -> {
            UdpSocket socket = UdpSocket.bind(anyPort());
            return used(socket, socket::close);
        });
        put(UdpSocket.Received.class, () -> new UdpSocket.Received(anyPort(), false));
        put(UdpSocket.Options.class, () -> new UdpSocket.Options(false, false));
        put(TlsStream.class, () -> {
            TlsStream secured = TlsStream.client(stream(), SSLContext.getDefault(), "localhost", 1);
            return used(secured, secured::close);
        });
        put(Tls.class, () -> Tls.of(SSLContext.getDefault()));
        put(TlsEngines.class, () -> (TlsEngines) (_, _) -> engine());
        put(ReloadableContext.class, () -> ReloadableContext.load(SSLContext::getDefault));
        put(ClientCertificate.class, () -> ClientCertificate.WANTED);
        put(SSLContext.class, SSLContext::getDefault);
        put(InputStream.class, () -> new ByteArrayInputStream(new byte[1]));
        put(OutputStream.class, ByteArrayOutputStream::new);
        put(FileRegion.class, () -> FileRegion.of(file(), 0, 1));
        put(SocketAddress.class, () -> listener().localAddress());
        put(SocketOption.class, () -> StandardSocketOptions.SO_RCVBUF);
        put(SocketChannel.class, () -> {
            SocketChannel socket = SocketChannel.open();
            return used(socket, socket::close);
        });
        put(InetAddress.class, () -> InetAddress.ofLiteral("239.1.2.3"));
        put(NetworkInterface.class, () -> NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
    }

    private void ofTheSystem() {
        put(Signals.class, () -> {
            Signals signals = Signals.on("HUP", () -> {
            });
            return used(signals, signals::close);
        });
        put(ProcessBuilder.class, () -> new ProcessBuilder("cat"));
        put(Subprocess.class, () -> {
            Subprocess process = Processes.start(new ProcessBuilder("cat"), Duration.ZERO);
            return used(process, process::close);
        });
    }

    private void ofSynchronisation() {
        put(Mutex.class, () -> {
            Mutex mutex = new Mutex();
            mutex.lock();
            return used(mutex, mutex::unlock);
        });
        put(Condition.class, Condition::new);
        put(Semaphore.class, () -> new Semaphore(1));
        put(Barrier.class, () -> new Barrier(2));
        put(Latch.class, () -> new Latch(1));
        put(Lazy.class, () -> Lazy.of(() -> "value"));
        put(Channel.class, () -> Channel.of(1));
        put(ChannelPublisher.class, () -> new ChannelPublisher<>(Channel.of(1)));
        put(ChannelSubscriber.class, () -> {
            ChannelSubscriber<Object> subscriber = new ChannelSubscriber<>(1);
            subscriber.onSubscribe(new Subscription());
            return subscriber;
        });
        put(Clause.class, () -> Channel.of(1).onSend("item", () -> "sent"));
        put(Trigger.class, Trigger::new);
        put(Computation.class, Computation::new);
    }

    private void ofTheJdk() {
        put(Optional.class, () -> Optional.of(Duration.ofMinutes(1)));
        put(BadApi.class, BadApi::new);
        put(int.class, () -> 1);
        put(long.class, () -> 1L);
        put(double.class, () -> 1.0);
        put(boolean.class, () -> true);
        put(Object.class, () -> 4_096);
        put(String.class, () -> "127.0.0.1");
        put(Throwable.class, () -> new IOException("as planned"));
        put(Duration.class, () -> Duration.ofMillis(1));
        put(TimeUnit.class, () -> TimeUnit.MILLISECONDS);
        put(Runnable.class, () -> (Runnable) () -> {
        });
        put(Callable.class, () -> (Callable<Object>) () -> "value");
        put(Function.class, Function::identity);
        put(Consumer.class, () -> (Consumer<Object>) _ -> {
        });
        put(BiConsumer.class, () -> (BiConsumer<Object, Object>) (_, _) -> {
        });
        put(Supplier.class, () -> (Supplier<Object>) () -> "supplied");
        put(CompletionStage.class, () -> CompletableFuture.completedFuture("value"));
        put(byte[].class, () -> new byte[2]);
        put(ByteBuffer.class, () -> ByteBuffer.allocate(2));
        put(FileChannel.class, this::file);
        put(Flow.Subscriber.class, Subscriber::new);
        put(Flow.Subscription.class, Subscription::new);
    }

    /** A receiver, or a value that any parameter of the type takes. */
    Object of(Class<?> type) throws Exception {
        Maker maker = makers.get(type);
        if (maker == null) {
            throw new AssertionError("there is no specimen of " + type.getName() + ": add how to make one");
        }
        return maker.make();
    }

    /** Arguments that a method takes; what they are for is seen from the method. */
    Object[] arguments(Executable executable) throws Exception {
        Object[] arguments = new Object[executable.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(executable, executable.getParameters()[i]);
        }
        return arguments;
    }

    private Object argument(Executable executable, Parameter parameter) throws Exception {
        Class<?> type = parameter.getType();
        String words = parameter.getParameterizedType().getTypeName();
        if (type == SocketAddress.class && executable.getName().equals("bind")) {
            return anyPort();
        }
        if (type == Class.class) {
            return executable.getName().equals("backend") ? Backend.class : IOException.class;
        }
        if (type == String.class && executable.getDeclaringClass() == Signals.class) {
            return "HUP";
        }
        if (type == String.class && executable.getDeclaringClass() == Launcher.class) {
            return "nio";
        }
        if (type == Callable.class && executable.getDeclaringClass() == ReloadableContext.class) {
            return (Callable<SSLContext>) SSLContext::getDefault;
        }
        if (type == Domain.class && executable.getName().equals("domain")) {
            return Domain.self();
        }
        if (type.isArray() && !type.getComponentType().isPrimitive()) {
            Object array = java.lang.reflect.Array.newInstance(type.getComponentType(), 1);
            java.lang.reflect.Array.set(array, 0,
                    type.getComponentType() == ScopedValue.class
                            ? ScopedValue.newInstance()
                            : of(type.getComponentType()));
            return array;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return List.of(element(words));
        }
        return of(type);
    }

    private Object element(String words) throws Exception {
        for (Class<?> type : List.of(Promise.class, Callable.class, Clause.class)) {
            if (words.contains(type.getSimpleName() + "<")) {
                return of(type);
            }
        }
        return words.contains("Node") ? of(TaskTree.Node.class) : "element";
    }

    private Promise<Object> promise() {
        Promise<Object> promise = Miou.async(() -> {
            Miou.sleep(Duration.ofDays(1));
            return "value";
        });
        return used(promise, promise::cancel);
    }

    private Owned<String> owned() {
        Owned<String> owned = Resource.own("key", _ -> {
        });
        return used(owned, owned::close);
    }

    private TcpListener listener() throws IOException {
        TcpListener listener = TcpListener.bind(anyPort());
        return used(listener, listener::close);
    }

    private TcpStream stream() throws IOException {
        TcpStream stream = TcpStream.connect(listener().localAddress());
        return used(stream, stream::close);
    }

    private static SSLEngine engine() {
        try {
            return SSLContext.getDefault().createSSLEngine();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private FileChannel file() throws IOException {
        FileChannel file = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(1), 0);
        return used(file, file::close);
    }

    private static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Notes the result of a call, so that {@link #close} closes it too. */
    void usedUp(Object result) {
        switch (result) {
            case Promise<?> promise -> used.push(promise::cancel);
            case Resource resource -> used.push(resource::close);
            case Hook hook -> used.push(hook::remove);
            case Signals signals -> used.push(signals::close);
            case TaskExecutor executor -> used.push(executor::close);
            case Trace trace -> used.push(trace::close);
            case Running<?> running -> used.push(() -> Foreign.call(() -> {
                running.close();
                return null;
            }));
            case null, default -> {
                // Nothing that would stay.
            }
        }
    }

    private <T> T used(T specimen, AutoCloseable end) {
        used.push(end);
        return specimen;
    }

    /**
     * Closes all specimens. One that the call has ended already may throw, which is ignored. The run reports everything
     * that is left over as a leak.
     */
    @Override
    public void close() {
        while (!used.isEmpty()) {
            try {
                used.pop().close();
            } catch (Exception | io.miou.RuleViolation e) {
                // It has gone.
            }
        }
    }

    private static final class Subscription implements Flow.Subscription {

        @Override
        public void request(long count) {
            // Gives nothing.
        }

        @Override
        public void cancel() {
            // Has nothing.
        }
    }

    private static final class Subscriber implements Flow.Subscriber<Object> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(Object item) {
            // Whatever it is.
        }

        @Override
        public void onError(Throwable thrown) {
            // Whatever it is.
        }

        @Override
        public void onComplete() {
            // Well then.
        }
    }
}
