package io.miou.jdk;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.sync.Channel;
import io.miou.sync.Condition;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import io.miou.task.Task;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A program whose tasks recurse without end and use Miou after a fixed number of calls, until the stack overflows. Each
 * task ends, and no other. Everything that it used is left in a state that is possible without an overflow. Run in a
 * JVM of its own, because a scheduler that this breaks hangs.
 */
final class RecursionStory {

    /** The property that names the numbers of calls between two uses, separated by commas. */
    static final String INTERVALS = "intervals";

    /** The property that selects scenes by a part of their name; all without it. */
    static final String SCENE = "scene";

    /** The property that says how large the stack of a domain is, in KiB. */
    static final String STACK_KIB = "stack";

    private static final long STACK = Long.getLong(STACK_KIB, 256) * 1024;

    /** A recursion that suspends moves its frames to the heap and need not overflow. */
    private static final int DEEP_ENOUGH = 20_000;

    private static final Duration LONG = Duration.ofHours(1);

    private RecursionStory() {
    }

    /**
     * A scene: the step of a task after a fixed number of calls, the other task that takes part, and the check
     * afterwards.
     */
    private abstract static class Scene {
        abstract void step() throws Exception;

        /** Takes part as the other task, until it is cancelled. */
        void playAlong() throws Exception {
            while (true) {
                Miou.yield();
            }
        }

        void check() throws Exception {
        }

        /** Opens what both use, in the task that outlives both. */
        Resource[] open() throws Exception {
            return new Resource[0];
        }
    }

    private static final class Simple extends Scene {
        private final Action step;

        Simple(Action step) {
            this.step = step;
        }

        @Override
        void step() throws Exception {
            step.run();
        }
    }

    private static final class Sending extends Scene {
        private final Channel<Integer> channel;
        private int sent;
        private int received;

        Sending(int capacity) {
            channel = Channel.of(capacity);
        }

        @Override
        void step() {
            channel.send(sent + 1);
            sent++;
        }

        @Override
        void playAlong() {
            while (true) {
                requireEqual(received + 1, channel.receive());
                received++;
            }
        }

        @Override
        void check() {
            while (channel.tryReceive().isPresent()) {
                received++;
            }
            requireEqual(sent, received);
            if (channel.trySend(1)) {
                requireEqual(1, channel.receive());
            }
        }
    }

    private static final class Receiving extends Scene {
        private final Channel<Integer> channel;
        private int sent;
        private int received;

        Receiving(int capacity) {
            channel = Channel.of(capacity);
        }

        @Override
        void step() {
            requireEqual(received + 1, channel.receive());
            received++;
        }

        @Override
        void playAlong() {
            while (true) {
                channel.send(sent + 1);
                sent++;
            }
        }

        @Override
        void check() {
            while (channel.tryReceive().isPresent()) {
                received++;
            }
            requireEqual(sent, received);
            if (channel.trySend(1)) {
                requireEqual(1, channel.receive());
            }
        }
    }

    private static final class Locking extends Scene {
        private final Mutex mutex = new Mutex();
        private final Condition condition = new Condition();
        private final boolean waits;

        Locking(boolean waits) {
            this.waits = waits;
        }

        @Override
        void step() {
            mutex.protect(() -> {
                if (waits) {
                    condition.await(mutex);
                } else {
                    Miou.yield();
                }
            });
        }

        @Override
        void playAlong() {
            while (true) {
                mutex.protect(() -> {
                    condition.signal();
                    Miou.yield();
                });
            }
        }

        @Override
        void check() {
            if (!mutex.tryLock()) {
                throw new AssertionError("is held by nobody that is left: " + mutex);
            }
            mutex.unlock();
        }
    }

    private static final class Permits extends Scene {
        private final Semaphore permits = new Semaphore(1);

        @Override
        void step() {
            permits.acquire();
            try {
                Miou.yield();
            } finally {
                permits.release();
            }
        }

        @Override
        void playAlong() {
            while (true) {
                step();
            }
        }

        @Override
        void check() {
            requireEqual(1, permits.permits());
        }
    }

    private static final class Echo extends Scene {
        private TcpListener listener;
        private TcpStream here;

        @Override
        Resource[] open() throws Exception {
            listener = TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            here = TcpStream.connect(listener.localAddress());
            return new Resource[]{listener, here};
        }

        @Override
        void step() throws Exception {
            here.write(new byte[]{1});
            if (here.read(new byte[1]) != 1) {
                throw new AssertionError("the echo is missing");
            }
        }

        @Override
        void playAlong() throws Exception {
            try (TcpStream there = listener.accept()) {
                byte[] one = new byte[1];
                while (there.read(one) == 1) {
                    there.write(one);
                }
            }
        }

        @Override
        void check() throws Exception {
            here.close();
            try (TcpStream again = TcpStream.connect(listener.localAddress()); TcpStream accepted = listener.accept()) {
                again.write(new byte[]{2});
                requireEqual(1, accepted.read(new byte[1]));
            }
            listener.close();
        }
    }

    private static final class Accepting extends Scene {
        private TcpListener listener;

        @Override
        Resource[] open() throws Exception {
            listener = TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new Resource[]{listener};
        }

        @Override
        void step() throws Exception {
            try (TcpStream there = listener.accept()) {
                requireEqual(1, there.read(new byte[1]));
            }
        }

        @Override
        void playAlong() throws Exception {
            while (true) {
                try (TcpStream here = TcpStream.connect(listener.localAddress())) {
                    here.write(new byte[]{1});
                    Miou.yield();
                }
            }
        }

        @Override
        void check() {
            listener.close();
        }
    }

    private static final class Owning extends Scene {
        private int owned;
        private int released;

        @Override
        @SuppressWarnings("try")
        void step() {
            try (Owned<String> _ = Resource.own("value", _ -> {
                released++;
                Miou.yield();
            })) {
                owned++;
                Miou.yield();
            }
        }

        @Override
        void check() {
            // One that the overflow came for before it was counted is released too.
            if (released < owned || released > owned + 1) {
                throw new AssertionError(owned + " were owned and " + released + " released");
            }
        }
    }

    private static final class Giving extends Scene {
        private int released;
        private int owned;

        @Override
        void step() {
            Owned<String> value = Resource.own("value", _ -> released++);
            owned++;
            Miou.task().give(value).async(value::close).await();
        }

        @Override
        void check() {
            requireEqual(owned, released);
        }
    }

    private record Named(String name, Supplier<Scene> scene) {
    }

    private static Stream<Named> scenes() {
        return Stream.of(simple("yield", Miou::yield), simple("sleep", () -> Miou.sleep(Duration.ofNanos(1_000))),
                simple("trigger", RecursionStory::awaitTrigger), new Named("send", () -> new Sending(1)),
                new Named("send by rendezvous", () -> new Sending(0)), new Named("receive", () -> new Receiving(1)),
                new Named("receive by rendezvous", () -> new Receiving(0)),
                new Named("lock", () -> new Locking(false)), new Named("condition", () -> new Locking(true)),
                new Named("semaphore", Permits::new), new Named("read and write", Echo::new),
                new Named("accept", Accepting::new), new Named("own and close", Owning::new),
                new Named("give", Giving::new), simple("async", () -> Miou.async(() -> "child").await()),
                simple("call", () -> Miou.call(() -> "child").await()),
                simple("cancel", () -> Miou.async(() -> Miou.sleep(LONG)).cancel()),
                simple("cancel elsewhere", () -> Miou.call(() -> Miou.sleep(LONG)).cancel()),
                simple("cancel a tree", () -> Miou.async(() -> {
                    Promise<?> _ = Miou.async(() -> Miou.sleep(LONG));
                    Miou.call(() -> Miou.sleep(LONG)).await();
                }).cancel()), simple("awaitFirst", () -> {
                    Object _ = Miou.awaitFirst(Miou.async(Miou::yield), Miou.async(() -> Miou.sleep(LONG)));
                }), simple("shield", () -> Miou.shield(Miou::yield)),
                simple("timeout", () -> Miou.timeout(LONG, Miou::yield)),
                simple("blocking", () -> Miou.blocking(() -> "done")));
    }

    private static Named simple(String name, Action step) {
        return new Named(name, () -> new Simple(step));
    }

    private static void awaitTrigger() {
        Trigger trigger = new Trigger();
        Promise<?> signaller = Miou.async(() -> trigger.signal());
        trigger.await();
        if (!trigger.isSignalled()) {
            throw new AssertionError("a wait ended before its time");
        }
        signaller.await();
    }

    public static void main(String[] args) throws InterruptedException {
        String part = System.getProperty(SCENE, "");
        int[] intervals = Arrays.stream(System.getProperty(INTERVALS).split(",")).mapToInt(Integer::parseInt).toArray();
        scenes().filter(scene -> scene.name().contains(part)).forEach(scene -> {
            Thread domain0 = new Thread(null, () -> Miou.launcher().domains(2).stackSize(STACK)
                    .run(() -> overflow(scene, intervals)), "caller", STACK);
            domain0.start();
            try {
                domain0.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            System.out.println("over: " + scene.name());
        });
        System.out.println("the end");
    }

    private static void overflow(Named scene, int[] intervals) {
        // What it initialises on its way is not the subject: a class whose initialiser overflows is broken for good.
        household(scene.scene().get(), DEEP_ENOUGH / 4);
        checkedSteps();
        for (int interval : intervals) {
            try {
                Miou.async(() -> household(scene.scene().get(), interval)).await();
                Miou.call(() -> household(scene.scene().get(), interval)).await();
            } catch (Throwable e) {
                throw new AssertionError(scene.name() + " every " + interval + " calls", e);
            }
        }
    }

    private static Void household(Scene scene, int interval) {
        try {
            int timers = Task.current().loop().timers().count();
            Resource[] shared = scene.open();
            Promise<?> other = Miou.task().lend(shared).async(() -> {
                scene.playAlong();
                return null;
            });
            Promise<?> victim = Miou.task().lend(shared).async(() -> recurse(scene, interval, 0));
            requireOverflow(victim.awaitOutcome());
            other.cancel();
            scene.check();
            checkedSteps();
            requireEqual(timers, Task.current().loop().timers().count());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return null;
    }

    private static void requireOverflow(Outcome<?> outcome) {
        Throwable cause = outcome instanceof Outcome.Failure<?> failure ? failure.cause() : null;
        if (!(cause instanceof StackOverflowError) && !(cause instanceof DeepEnough)) {
            throw new AssertionError("it has not overflown: " + outcome, cause);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // it ends by an exception
    private static int recurse(Scene scene, int interval, int depth) throws Exception {
        if (depth > DEEP_ENOUGH) {
            throw new DeepEnough();
        }
        if (depth % interval == interval - 1) {
            scene.step();
        }
        return 1 + recurse(scene, interval, depth + 1);
    }

    /** Steps that fail if a wake that was meant for an earlier wait ends a later one, and hang if one is lost. */
    private static Void checkedSteps() {
        List<String> trail = new ArrayList<>();
        Trigger trigger = new Trigger();
        Callable<String> signaller = () -> {
            Thread.sleep(0, 1);
            trail.add("slept");
            trigger.signal();
            return "value";
        };
        Promise<String> child = Miou.async(signaller);
        trigger.await();
        if (!trail.equals(List.of("slept")) || !child.await().equals("value")) {
            throw new AssertionError("a wait ended before its time");
        }
        return null;
    }

    private static void requireEqual(int expected, int actual) {
        if (expected != actual) {
            throw new AssertionError("expected " + expected + " and not " + actual);
        }
    }

    /** An exception that ends the task, so that children forgotten for want of stack are no violation. */
    private static final class DeepEnough extends RuntimeException {
    }
}
