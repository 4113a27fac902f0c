package io.miou.testkit.cancellation;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Public methods for which there is no scenario, with the reason. */
final class NeverSuspending {

    /** Values, and interfaces whose methods are the user's. */
    private static final Set<String> TYPES = Set.of("Action", "Body", "ClientCertificate", "ContextCapture",
            "ContextCapture.Restored",
            "ContextCapture.Snapshot", "DomainStatus", "FileRegion", "Finalizer", "Outcome", "Outcome.Cancelled",
            "Outcome.Failure",
            "Outcome.Success", "Promise.State", "Release", "Self", "ServeReport", "Server.Handler", "Step",
            "TaskFunction",
            "TaskTree", "TaskTree.Format", "TaskTree.Node", "TaskTree.Phase", "TcpListener.Options", "Tls",
            "TraceEvent", "TraceEvent.OfTask",
            "TraceEvent.Reason", "TraceEvent.TaskRef", "TraceEvent.Spawned", "TraceEvent.Started",
            "TraceEvent.Suspended", "TraceEvent.Woken", "TraceEvent.Resumed", "TraceEvent.Awaited",
            "TraceEvent.Cancelled", "TraceEvent.Ended", "TraceEvent.Attached", "TraceEvent.Detached", "TraceEvent.Lent",
            "TraceEvent.Released", "TraceEvent.Violated", "TraceEvent.Blocked", "TraceEvent.Polled", "TraceEvent.Lost",
            "TlsEngines", "UdpSocket.Options",
            "UdpSocket.Received", "Violations");

    /** The methods that never suspend, or are for threads outside fibers. */
    private static final Set<String> METHODS = parse("""
            Barrier: toString();
            ByteStream: adopt(); available(); close(); of(InputStream, OutputStream); ownAddress(); peerAddress();
            ByteStream: shutdownOutput(); transfer();
            Buffers: borrow();
            Channel: close(); isClosed(); of(int); onReceive(Function); onSend(Object, Supplier); toString();
            Channel: tryReceive(); trySend(Object);
            ChannelPublisher: subscribe(Flow.Subscriber); toString();
            ChannelSubscriber: close(); onComplete(); onError(Throwable); onNext(Object);
            ChannelSubscriber: onSubscribe(Flow.Subscription); toString();
            Computation: attach(Trigger); canceller(Computation); detach(Trigger); isRunning(); peek();
            Computation: toCompletableFuture(); toString(); tryCancel(Throwable); tryCapture(Callable);
            Computation: tryReturn(Object);
            Condition: broadcast(); signal(); toString();
            Domain: id(); jdkWaitsSuspend(); pool(); self(); toString();
            Hook: add(Runnable); remove();
            Latch: count(); countDown(); onOpen(Runnable); toString();
            Launcher: backend(BackendProvider); backend(String); domains(int); eventInterval(int);
            Launcher: inherit(ScopedValue[]); onShutdown(Duration); run(Action); run(Callable); seed(long);
            Launcher: stackSize(long); start(Action); start(Callable); violations(Violations);
            Lazy: of(Callable); toString();
            Miou: async(Action); async(Callable); asyncExecutor(); backend(Class); call(Action); call(Callable);
            Miou: callExecutor(); dump(); dump(TaskTree.Format, Appendable); launcher(); orphans(); orphans(Consumer);
            Miou: metrics(); orphans(int);
            Miou: orphans(int, Consumer); remaining(); run(Action); run(Callable); self(); task();
            MiouMXBean: dump(TaskTree.Format, int); dumpToFile(TaskTree.Format, String); getBlockingThreadsBusy();
            MiouMXBean: getBlockingWaiting(); getCancelledTasks(); getDisowned(); getDomains(); getFailedTasks();
            MiouMXBean: getLagBounds(); getLagCounts(); getLagTime(); getLiveTasks(); getMaxDescriptors();
            MiouMXBean: getOldestWait(); getOpenDescriptors(); getOrphans(); getPollTime(); getPolls();
            MiouMXBean: getReadyTasks(); getRuns(); getStartedTasks(); getSucceededTasks(); getViolations();
            Mutex: toString(); tryLock(); unlock();
            Orphans: care(); forEachEnded(Consumer); isEmpty(); size(); take();
            Owned: adopt(); get(); transfer();
            Promise: domain(); id(); name(); state(); toCompletableFuture();
            ReloadableContext: get(); toString();
            Resource: adopt(); check(); disown(); own(Object, Release); ownership(); transfer();
            Running: cancel(); close(); isRunning(); join(); submit(Action); submit(Callable); toString();
            Semaphore: permits(); release(); toString(); tryAcquire();
            Server: at(SocketAddress[]); at(String, int); at(int); clients(int); failed(BiConsumer); grace(Duration);
            Server: idle(Duration); listening(Consumer); signals(String[]); stop(Latch); tls(Tls);
            Server: tls(SSLContext); toString();
            TaskBuilder: async(Action); async(Callable); call(Action); call(Callable); give(Resource[]);
            TaskBuilder: lend(Resource[]); named(String); on(Domain);
            TaskCancelled: getMessage();
            TaskExecutor: execute(Runnable); isShutdown(); isTerminated(); shutdown(); shutdownNow();
            TaskExecutor: submit(Callable); submit(Runnable); submit(Runnable, Object); toString();
            TcpListener: adopt(); getOption(SocketOption); localAddress(); ownership(); port();
            TcpListener: setOption(SocketOption, Object); toString(); transfer();
            TcpStream: adopt(); adopt(SocketChannel); getOption(SocketOption); localAddress(); ownership();
            TcpStream: remoteAddress(); setOption(SocketOption, Object); shutdownInput(); shutdownOutput();
            TcpStream: ownAddress(); peerAddress(); reset(); toString(); transfer();
            TlsStream: adopt(); applicationProtocol(); available(); check();
            TlsStream: client(ByteStream, SSLContext, String, int);
            TlsStream: client(ByteStream, Tls, String, int); close(); disown(); ownership(); peerCertificates();
            TlsStream: server(ByteStream, SSLContext); server(ByteStream, Tls); serverName(); session(); toString();
            TlsStream: ownAddress(); peerAddress(); transfer();
            Trace: close(); convert(Path, Path); to(Consumer); toFile(Path);
            Trigger: forget(Runnable); isSignalled(); onSignal(Runnable); signal(); toString();
            UdpSocket: adopt(); disconnect(); getOption(SocketOption); join(InetAddress, NetworkInterface);
            UdpSocket: leave(InetAddress, NetworkInterface); localAddress(); ownership(); port(); remoteAddress();
            UdpSocket: setOption(SocketOption, Object); toString(); transfer();
            """);

    /** Processes and signals come from the operating system: there are none in a world. */
    private static final Set<String> OF_THE_SYSTEM = parse("""
            Processes: start(ProcessBuilder); start(ProcessBuilder, Duration);
            Signals: close(); on(String, Action); toString();
            Subprocess: adopt(); await(); exitCode(); isAlive(); killTree(); ownership(); pid(); signal(String);
            Subprocess: stderr(); stdio(); toString(); transfer();
            """);

    private NeverSuspending() {
    }

    /** Lines of a type and its methods. */
    private static Set<String> parse(String lines) {
        return lines.lines().flatMap(NeverSuspending::parseLine).collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> parseLine(String line) {
        String type = line.substring(0, line.indexOf(':'));
        return Stream.of(line.substring(type.length() + 1).split(";", -1)).map(String::strip)
                .filter(method -> !method.isEmpty()).map(method -> type + "." + method);
    }

    static boolean contains(String operation) {
        String type = operation.substring(0, operation.substring(0, operation.indexOf('(')).lastIndexOf('.'));
        return TYPES.contains(type) || METHODS.contains(operation) || OF_THE_SYSTEM.contains(operation);
    }
}
