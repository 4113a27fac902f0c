package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Action;
import io.miou.Hook;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.net.UdpSocket;
import io.miou.sync.Barrier;
import io.miou.sync.Channel;
import io.miou.sync.Computation;
import io.miou.sync.Condition;
import io.miou.sync.Latch;
import io.miou.sync.Lazy;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Rule 8: a task that swallows its cancellation in a loop still shares its domain with the others. */
class Rule08SwallowedCancellationTest {

    private static final int TURNS = 20;
    private static final int MOST_TRIES = 100_000;
    private static final Duration NEVER = Duration.ofDays(365);
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    /** Tries an operation that throws until another fiber of the domain has done its work, or for too long. */
    private static void swallowUntil(boolean[] done, Action operation) throws Exception {
        for (int tries = 0; !done[0] && tries < MOST_TRIES; tries++) {
            try {
                operation.run();
            } catch (TaskCancelled | Exception e) {
                // Swallowed, as a loop around a handler does.
            }
        }
    }

    private static Map<String, Action> operations(TcpStream stream, TcpListener listener, UdpSocket datagrams) {
        Promise<Void> child = Miou.async(() -> Miou.shield(Miou::yield));
        Mutex locked = new Mutex();
        Map<String, Action> operations = new LinkedHashMap<>();
        operations.put("yield", Miou::yield);
        operations.put("sleep", () -> Miou.sleep(NEVER));
        operations.put("sleep of nothing", () -> Miou.sleep(Duration.ZERO));
        operations.put("read", () -> stream.read(new byte[1]));
        operations.put("write", () -> stream.write(new byte[1]));
        operations.put("gathering write", () -> stream.write(new ByteBuffer[]{ByteBuffer.allocate(1)}));
        operations.put("accept", () -> listener.accept().close());
        operations.put("connect", () -> TcpStream.connect(listener.localAddress()).close());
        operations.put("receive of a datagram", () -> datagrams.receive(ByteBuffer.allocate(1)));
        operations.put("receive", () -> Channel.of(1).receive());
        operations.put("send", () -> Channel.of(0).send(1));
        operations.put("select", () -> Channel.select(Channel.of(1).onReceive(item -> item)));
        operations.put("lock", () -> new Mutex().lock());
        operations.put("condition", () -> locked.protect(() -> new Condition().await(locked)));
        operations.put("acquire", () -> new Semaphore(1).acquire());
        operations.put("trigger", () -> new Trigger().await());
        operations.put("computation", () -> new Computation<Integer>().await());
        operations.put("latch", () -> new Latch(1).await());
        operations.put("barrier", () -> new Barrier(2).await());
        operations.put("lazy", () -> Lazy.of(() -> 1).get());
        operations.put("await", child::awaitOutcome);
        operations.put("await all", () -> Miou.awaitAll(List.of(child)));
        operations.put("orphans", () -> Miou.orphans().get());
        operations.put("map", () -> Miou.map(List.of(1), input -> input));
        operations.put("parallel", () -> Miou.parallel(List.of(1), input -> input));
        operations.put("future", () -> Miou.await(new CompletableFuture<Integer>()));
        operations.put("blocking", () -> Miou.blocking(() -> 1));
        return operations;
    }

    @OnEveryBackend
    void cancelledTaskThatSwallowsInALoop_letsOthersOfItsDomainRun(Variant variant) {
        Map<String, Boolean> done = new LinkedHashMap<>();
        Channel<Action> work = Channel.of(1);
        variant.run(() -> {
            Promise<Void> stubborn = Miou.async(() -> {
                try (TcpListener listener = TcpListener.bind(ANYWHERE);
                        TcpStream stream = TcpStream.connect(listener.localAddress());
                        UdpSocket datagrams = UdpSocket.bind(ANYWHERE)) {
                    Map<String, Action> operations = operations(stream, listener, datagrams);
                    awaitCancellation();
                    for (Map.Entry<String, Action> operation : operations.entrySet()) {
                        boolean[] over = new boolean[1];
                        work.trySend(() -> takeTurns(over));
                        swallowUntil(over, operation.getValue());
                        done.put(operation.getKey(), over[0]);
                    }
                }
            });
            Promise<Void> sibling = Miou.async(() -> {
                while (true) {
                    work.receive().run();
                }
            });
            Waiting.until(stubborn, "a trigger");
            stubborn.cancel();
            sibling.cancel();
        });
        assertThat(done).hasSize(27).allSatisfy((_, over) -> assertThat(over).isTrue());
    }

    private static void awaitCancellation() {
        try {
            new Trigger().await();
        } catch (TaskCancelled e) {
            // From here on everything throws.
        }
    }

    private static void takeTurns(boolean[] over) {
        for (int i = 0; i < TURNS; i++) {
            Miou.yield();
        }
        over[0] = true;
    }

    @OnEveryBackend
    void cancelledTaskThatSwallowsInALoop_letsTimersFireAndTheSystemBePolled(Variant variant) {
        boolean[] slept = new boolean[1];
        boolean[] accepted = new boolean[1];
        boolean[] called = new boolean[1];
        boolean[] hooked = new boolean[1];
        List<Boolean> done = new ArrayList<>();
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
                Promise<Void> stubborn = Miou.async(() -> {
                    awaitCancellation();
                    Hook hook = Hook.add(() -> hooked[0] = true);
                    for (boolean[] one : List.of(slept, accepted, called, hooked)) {
                        swallowUntil(one, Miou::yield);
                        done.add(one[0]);
                    }
                    hook.remove();
                });
                Promise<Void> sleeper = Miou.async(() -> {
                    Miou.sleep(Duration.ofMillis(1));
                    slept[0] = true;
                });
                Promise<Void> server = Miou.task().lend(listener).async(() -> {
                    listener.accept().close();
                    accepted[0] = true;
                });
                Promise<Void> client = Miou.call(() -> TcpStream.connect(listener.localAddress()).close());
                Promise<Void> caller = Miou.async(() -> {
                    Miou.call(() -> 1).await();
                    called[0] = true;
                });
                Miou.yield();
                stubborn.cancel();
                Miou.awaitAll(List.of(sleeper, server, client, caller));
            }
        });
        assertThat(done).containsExactly(true, true, true, true);
    }

    @OnEveryEngine
    void cancelledTaskAloneOnItsDomain_letsItPoll(Variant variant) {
        boolean[] hooked = new boolean[1];
        variant.run(() -> {
            Promise<Void> alone = Miou.call(() -> {
                awaitCancellation();
                Hook hook = Hook.add(() -> hooked[0] = true);
                swallowUntil(hooked, Miou::yield);
                hook.remove();
            });
            Waiting.until(alone, "a trigger");
            alone.cancel();
        });
        assertThat(hooked).containsExactly(true);
    }

    @OnEveryBackend
    void scopeThatHasEndedInALoop_letsOthersOfTheDomainRun(Variant variant) {
        List<Boolean> done = new ArrayList<>();
        variant.run(() -> {
            Channel<Integer> empty = Channel.of(1);
            Promise<Void> late = Miou.async(() -> Miou.sleep(NEVER));
            List<Action> loops = List.of(
                    () -> Miou.timeout(Duration.ZERO, empty::receive),
                    () -> Miou.timeout(Duration.ZERO, Miou::yield),
                    () -> Miou.timeout(Duration.ofNanos(-1), () -> Miou.timeout(NEVER, () -> new Mutex().lock())),
                    Rule08SwallowedCancellationTest::untilSignalled,
                    () -> late.awaitWithin(Duration.ZERO));
            for (Action loop : loops) {
                boolean[] over = new boolean[1];
                Promise<Void> sibling = Miou.async(() -> takeTurns(over));
                swallowUntil(over, loop);
                done.add(over[0]);
                sibling.await();
            }
            late.cancel();
        });
        assertThat(done).containsExactly(true, true, true, true, true);
    }

    /**
     * An operation that throws without suspending, in a loop, does not block the domain. This holds for all failures,
     * not only for cancellations.
     */
    @OnEveryBackend
    void operationThatFailsInALoop_letsOthersOfTheDomainRun(Variant variant) {
        Map<String, Boolean> done = new LinkedHashMap<>();
        variant.run(() -> {
            TcpListener listener = TcpListener.bind(ANYWHERE);
            TcpStream stream = TcpStream.connect(listener.localAddress());
            listener.close();
            stream.close();
            Channel<Integer> closed = Channel.of(1);
            closed.close();
            Promise<Integer> failed = Miou.async(() -> {
                throw new IOException("failed");
            });
            failed.awaitOutcome();
            Computation<Integer> broken = new Computation<>();
            broken.tryCancel(new IOException("broken"));
            Lazy<Integer> lazy = Lazy.of(() -> {
                throw new IOException("not computed");
            });
            Map<String, Action> operations = new LinkedHashMap<>();
            operations.put("accept", () -> listener.accept().close());
            operations.put("read", () -> stream.read(new byte[1]));
            operations.put("write", () -> stream.write(new byte[1]));
            operations.put("receive", closed::receive);
            operations.put("await", failed::await);
            operations.put("all", () -> Miou.all(List.of(failed)));
            operations.put("outcome", failed::awaitOutcome);
            operations.put("computation", broken::await);
            operations.put("lazy", lazy::get);
            operations.put("future", () -> Miou.await(CompletableFuture.failedFuture(new IOException("failed"))));
            for (Map.Entry<String, Action> operation : operations.entrySet()) {
                boolean[] over = new boolean[1];
                Promise<Void> sibling = Miou.async(() -> takeTurns(over));
                swallowUntil(over, operation.getValue());
                done.put(operation.getKey(), over[0]);
                sibling.await();
            }
        });
        assertThat(done).hasSize(10).allSatisfy((_, over) -> assertThat(over).isTrue());
    }

    private static void untilSignalled() {
        Trigger stopped = new Trigger();
        stopped.signal();
        boolean _ = Miou.until(stopped, Miou::yield);
    }
}
