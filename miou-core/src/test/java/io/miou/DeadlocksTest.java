package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.miou.sync.Barrier;
import io.miou.sync.Channel;
import io.miou.sync.ChannelSubscriber;
import io.miou.sync.Computation;
import io.miou.sync.Condition;
import io.miou.sync.Latch;
import io.miou.sync.Lazy;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.Json;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Tests that a dump names the tasks that wait for each other for good, and no others. */
class DeadlocksTest {

    /** Returns the deadlocks once there is one, seen by a thread that is no task; cancels the run then. */
    private static List<String> foundIn(Variant variant, Action main) throws Exception {
        Thread runner = Thread.ofPlatform().start(() -> assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> variant.launcher().domains(1).run(main)));
        try {
            List<String> found = Miou.dump().deadlocks();
            while (found.isEmpty()) {
                assertThat(runner.isAlive()).isTrue();
                Thread.sleep(1);
                found = Miou.dump().deadlocks();
            }
            StringBuilder text = new StringBuilder();
            Miou.dump(TaskTree.Format.TEXT, text);
            assertThat(text.toString()).endsWith("deadlock: " + found.getLast() + "\n");
            StringBuilder json = new StringBuilder();
            Miou.dump(TaskTree.Format.JSON, json);
            assertThat(Json.objects(Json.parse(json.toString()), "deadlocks").toString()).isEqualTo(found.toString());
            return found;
        } finally {
            runner.interrupt();
            runner.join();
        }
    }

    /** Has two tasks lock two mutexes in opposite order. */
    private static void lockCrosswise(Mutex one, Mutex two) {
        Latch bothHold = new Latch(2);
        Promise<Void> left = Miou.task().named("left").async(() -> lockBoth(one, two, bothHold));
        Promise<Void> right = Miou.task().named("right").call(() -> lockBoth(two, one, bothHold));
        List<Outcome<Void>> _ = Miou.awaitAll(left, right);
    }

    private static void lockBoth(Mutex first, Mutex second, Latch bothHold) {
        first.protect(() -> {
            bothHold.countDown();
            bothHold.await();
            second.protect(() -> {
            });
        });
    }

    @OnEveryEngine
    void mutexesLockedCrosswise_areADeadlockOfTheirHolders(Variant variant) throws Exception {
        List<String> found = foundIn(variant, () -> lockCrosswise(new Mutex(), new Mutex()));
        assertThat(found).singleElement().asString().matches(
                "left \\(#(\\d+)\\) waits for a mutex held by task right \\(#(\\d+)\\); "
                        + "right \\(#\\2\\) waits for a mutex held by task left \\(#\\1\\); none of them can go on");
    }

    @OnEveryEngine
    void parentThatHoldsWhatItsChildWaitsFor_isPartOfADeadlock(Variant variant) throws Exception {
        List<String> found = foundIn(variant, () -> {
            Mutex mutex = new Mutex();
            mutex.protect(() -> {
                Miou.task().named("child").async(() -> mutex.lock()).await();
            });
        });
        assertThat(found).singleElement().asString().matches("main \\(#0\\) waits for a child: child; "
                + "child \\(#\\d+\\) waits for a mutex held by main; none of them can go on");
    }

    @OnEveryEngine
    void everyTaskWaitsForAChannel_isAStandstillOfTheRun(Variant variant) throws Exception {
        List<String> found = foundIn(variant, () -> {
            Channel<String> requests = Channel.of(0);
            Channel<String> answers = Channel.of(0);
            Promise<String> server = Miou.task().named("server").async(() -> requests.receive());
            String _ = answers.receive();
            server.await();
        });
        assertThat(found).singleElement().asString().matches("all 2 tasks of the run wait for each other, and none is"
                + " left to send, receive or signal; main \\(#0\\) waits for an item of a channel \\(#\\d+\\); "
                + "server \\(#\\d+\\) waits for an item of a channel \\(#\\d+\\)");
    }

    @OnEveryEngine
    void everyTaskWaitsForASignalOrAParty_isAStandstillOfTheRun(Variant variant) throws Exception {
        List<String> found = foundIn(variant, () -> {
            Promise<Void> player = Miou.task().named("player").async(() -> {
                boolean _ = new Barrier(2).await();
            });
            Channel<String> left = Channel.of(0);
            Channel<String> right = Channel.of(0);
            Promise<String> chooser = Miou.task().named("chooser")
                    .call(() -> Channel.select(left.onReceive(item -> item), right.onSend("", () -> "")));
            Mutex mutex = new Mutex();
            mutex.protect(() -> new Condition().await(mutex));
            List<Outcome<Object>> _ = Miou.awaitAll(player, chooser);
        });
        assertThat(found).singleElement().asString().matches("all 3 tasks of the run wait for each other, .*; "
                + "main \\(#0\\) waits for a condition; player \\(#\\d+\\) waits for a barrier of 2; "
                + "chooser \\(#\\d+\\) waits for one of 2 sends and receives");
    }

    @OnEveryEngine
    void onlyTaskOfARun_waitsForNobody(Variant variant) throws Exception {
        List<String> found = foundIn(variant, () -> {
            String _ = Channel.<String>of(0).receive();
        });
        assertThat(found).singleElement().asString().matches("the only task of the run waits for another, and there is"
                + " none; main \\(#0\\) waits for an item of a channel \\(#\\d+\\)");
    }

    @OnEveryEngine
    void parentThatHoldsWhatItsOrphansWaitFor_isPartOfADeadlock(Variant variant) throws Exception {
        List<String> found = foundIn(variant, () -> {
            Mutex mutex = new Mutex();
            Orphans<Void> orphans = Miou.orphans();
            mutex.protect(() -> {
                orphans.async(() -> mutex.lock());
                orphans.call(() -> mutex.lock());
                Optional<Outcome<Void>> _ = orphans.get();
            });
        });
        assertThat(found).singleElement().asString().matches("main \\(#0\\) waits for one of its orphans; "
                + "task-\\d \\(#\\d+\\) waits for a mutex held by main; none of them can go on");
    }

    @OnEveryEngine
    void lazyValueWhoseTaskWaitsForTheAsker_isPartOfADeadlock(Variant variant) throws Exception {
        List<String> found = foundIn(variant, () -> {
            Mutex mutex = new Mutex();
            Latch computing = new Latch(1);
            Lazy<String> value = Lazy.of(() -> {
                computing.countDown();
                return mutex.protect(() -> "computed");
            });
            mutex.protect(() -> {
                Promise<String> computer = Miou.task().named("computer").call(value::get);
                computing.await();
                String _ = value.get();
                String _ = computer.await();
            });
        });
        assertThat(found).singleElement().asString().matches("main \\(#0\\) waits for a lazy value .*; "
                + "computer \\(#\\d+\\) waits for a mutex held by main; none of them can go on");
    }

    @OnEveryEngine
    void waiterThatWasSignalled_waitsForTheHolderOfTheMutex(Variant variant) throws Exception {
        List<String> found = foundIn(variant, () -> {
            Mutex mutex = new Mutex();
            Condition filled = new Condition();
            Promise<Void> taker = Miou.task().named("taker").async(() -> mutex.protect(() -> filled.await(mutex)));
            Miou.yield();
            mutex.protect(() -> {
                filled.signal();
                taker.await();
            });
        });
        assertThat(found).singleElement().asString().matches("main \\(#0\\) waits for a child: taker; "
                + "taker \\(#\\d+\\) waits for a mutex held by main; none of them can go on");
    }

    /** Checks that a run whose only task waits is no deadlock, since another thread ends the wait. */
    private static void assertNoneUntil(Variant variant, Action wait, String words, Action end) throws Exception {
        assertNoneUntil(variant::run, wait, words, end);
    }

    private static void assertNoneUntil(Consumer<Action> run, Action wait, String words, Action end)
            throws Exception {
        Thread runner = Thread.ofPlatform().start(() -> run.accept(wait));
        try {
            while (!Miou.dump().toString().contains("suspended on " + words)) {
                assertThat(runner.isAlive()).isTrue();
                Thread.sleep(1);
            }
            assertThat(Miou.dump().deadlocks()).isEmpty();
            end.run();
            runner.join();
        } finally {
            runner.interrupt();
            runner.join();
        }
    }

    @OnEveryEngine
    void waitThatAnyThreadIsMadeToEnd_isNoDeadlock(Variant variant) throws Exception {
        Semaphore semaphore = new Semaphore(0);
        assertNoneUntil(variant, () -> semaphore.acquire(), "a semaphore", semaphore::release);
        Latch latch = new Latch(1);
        assertNoneUntil(variant, () -> latch.await(), "a latch", latch::countDown);
        Trigger trigger = new Trigger();
        assertNoneUntil(variant, () -> trigger.await(), "a trigger", trigger::signal);
        Computation<Integer> computation = new Computation<>();
        assertNoneUntil(variant, () -> {
            int _ = computation.await();
        }, "", () -> computation.tryReturn(1));
    }

    @OnEveryEngine
    void channelThatAnotherThreadUses_isNoDeadlock(Variant variant) throws Exception {
        Channel<String> channel = Channel.of(1);
        assertThat(channel.tryReceive()).isEmpty();
        assertNoneUntil(variant, () -> {
            String _ = channel.receive();
        }, "an item of a channel", () -> channel.trySend("sent"));
        ChannelSubscriber<String> subscriber = new ChannelSubscriber<>(1);
        assertNoneUntil(variant, () -> {
            String _ = subscriber.receive();
        }, "an item of a channel", () -> subscriber.onNext("published"));
    }

    @OnEveryEngine
    void channelThatATaskOfAnotherRunMaySendTo_isNoDeadlock(Variant variant) throws Exception {
        Channel<String> channel = Channel.of(0);
        Trigger begin = new Trigger();
        Thread other = Thread.ofPlatform().start(() -> variant.run(() -> {
            begin.await();
            channel.send("of another run");
        }));
        while (!Miou.dump().toString().contains("suspended on a trigger")) {
            Thread.sleep(1);
        }
        assertNoneUntil(variant, () -> {
            String _ = channel.receive();
        }, "an item of a channel", begin::signal);
        other.join();
    }

    @OnEveryEngine
    void channelThatAHookMaySendTo_isNoDeadlock(Variant variant) throws Exception {
        AtomicReference<Thread> runner = new AtomicReference<>();
        assertNoneUntil(launched -> {
            runner.set(Thread.currentThread());
            assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> variant.run(launched));
        }, () -> {
            Hook _ = Hook.add(() -> {
            });
            String _ = Channel.<String>of(0).receive();
        }, "an item of a channel", () -> runner.get().interrupt());
    }

    @OnEveryEngine
    void runThatTakesTasksFromOtherThreads_hasNoStandstill(Variant variant) throws Exception {
        Channel<String> channel = Channel.of(0);
        try (Running<Void> run = variant.launcher().start(() -> {
            String _ = channel.receive();
        })) {
            while (!Miou.dump().toString().contains("suspended on an item of a channel")) {
                Thread.sleep(1);
            }
            assertThat(Miou.dump().deadlocks()).isEmpty();
            run.submit(() -> channel.send("a task of another thread ends it")).get();
            run.join();
        }
    }

    /** Checks that there is no deadlock while tasks wait as they do at the end of {@code begin}. */
    private static void assertNone(Variant variant, ThrowingStarter begin) {
        variant.launcher().domains(1).run(() -> {
            Promise<?> last = begin.start();
            Miou.sleep(Duration.ofMillis(20));
            assertThat(Foreign.call(() -> Miou.dump().deadlocks())).isEmpty();
            last.cancel();
        });
    }

    @FunctionalInterface
    private interface ThrowingStarter {
        Promise<?> start() throws Exception;
    }

    @OnEveryEngine
    void circleThatALimitWillEnd_isNoDeadlock(Variant variant) {
        assertNone(variant, () -> Miou.async(() -> Miou.timeout(Duration.ofDays(1), () -> {
            lockCrosswise(new Mutex(), new Mutex());
            return true;
        })));
    }

    @OnEveryEngine
    void circleThatAStopMayEnd_isNoDeadlock(Variant variant) {
        Trigger stop = new Trigger();
        assertNone(variant, () -> Miou.async(() -> Miou.until(stop, () -> {
            lockCrosswise(new Mutex(), new Mutex());
            return true;
        })));
    }

    @OnEveryEngine
    void mutexWhoseHolderSleeps_isNoDeadlock(Variant variant) {
        Mutex mutex = new Mutex();
        assertNone(variant, () -> Miou.async(() -> {
            Promise<Void> holder = Miou.async(() -> mutex.protect(() -> Miou.sleep(Duration.ofDays(1))));
            Promise<Void> waiter = Miou.async(() -> mutex.lock());
            List<Outcome<Void>> _ = Miou.awaitAll(holder, waiter);
        }));
    }

    @OnEveryEngine
    void channelThatALivingTaskMaySendTo_isNoDeadlock(Variant variant) {
        Channel<String> channel = Channel.of(0);
        assertNone(variant, () -> Miou.async(() -> channel.receive()));
    }

    @OnEveryEngine
    void waitForTheFirstOfTwo_isNoDeadlockWhileOneGoesOn(Variant variant) {
        Mutex mutex = new Mutex();
        assertNone(variant, () -> Miou.async(() -> mutex.protect(() -> {
            Promise<Void> stuck = Miou.async(() -> mutex.lock());
            Promise<Void> free = Miou.async(() -> Miou.sleep(Duration.ofDays(1)));
            Outcome<Void> _ = Miou.awaitFirst(List.of(stuck, free));
        })));
    }

    @OnEveryEngine
    void busyProgram_hasNoDeadlock(Variant variant) throws Exception {
        try (Running<Void> run = variant.launcher().domains(2).start(DeadlocksTest::lockAndSend)) {
            while (run.isRunning()) {
                assertThat(Miou.dump().deadlocks()).isEmpty();
            }
            run.join();
        }
    }

    private static void lockAndSend() {
        Mutex one = new Mutex();
        Mutex two = new Mutex();
        Channel<Integer> channel = Channel.of(0);
        for (int round = 0; round < 100; round++) {
            List<Promise<Void>> all = List.of(Miou.call(() -> one.protect(() -> two.protect(() -> Miou.yield()))),
                    Miou.call(() -> one.protect(() -> two.protect(() -> Miou.yield()))),
                    Miou.call(() -> channel.send(1)), Miou.call(() -> {
                        int _ = channel.receive();
                    }));
            List<Void> _ = Miou.all(all);
        }
    }
}
