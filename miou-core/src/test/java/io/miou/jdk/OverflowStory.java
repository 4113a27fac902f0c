package io.miou.jdk;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskFailedException;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program whose tasks run out of stack inside Miou's own calls, again and again at other depths, and then go on. Run in a
 * JVM of its own, because a scheduler that this breaks hangs.
 */
final class OverflowStory {

    private static final int ROUNDS = Integer.getInteger("rounds", 20);

    private OverflowStory() {
    }

    public static void main(String[] args) {
        Miou.launcher().domains(2).run(() -> {
            Promise<?> beside = Miou.async(() -> {
                while (true) {
                    Miou.yield();
                }
            });
            story("yield", Miou::yield);
            story("sleep", () -> Miou.sleep(Duration.ofNanos(1)));
            story("trigger", OverflowStory::awaitTrigger);
            story("async", () -> Miou.async(() -> "child").await());
            story("call", () -> Miou.call(() -> "child").await());
            story("shield", () -> Miou.shield(Miou::yield));
            story("timeout", () -> Miou.timeout(Duration.ofHours(1), Miou::yield));
            story("cancel", () -> Miou.async(() -> Miou.sleep(Duration.ofHours(1))).cancel());
            story("blocking", () -> Miou.blocking(() -> "done"));
            beside.cancel();
        });
        System.out.println("the run has ended");
    }

    private static void awaitTrigger() {
        Trigger trigger = new Trigger();
        Promise<?> signaller = Miou.async(() -> trigger.signal());
        trigger.await();
        signaller.await();
    }

    private static void story(String name, Action operation) throws Exception {
        String only = System.getProperty("only");
        if (only != null && !only.equals(name))
            return;
        // What it initialises on its way is not the subject: a class whose initialiser overflows is broken for good.
        operation.run();
        checkedSteps();
        for (int round = 0; round < ROUNDS; round++) {
            Promise<?> careless = Miou.async(() -> {
                down(operation);
                throw new StackOverflowError("as if nobody had caught it");
            });
            Promise<?> careful = Miou.call(() -> {
                int overflows = down(operation);
                for (int i = 0; i < 10; i++) {
                    operation.run();
                    checkedSteps();
                }
                if (overflows == 0) {
                    throw new AssertionError("no overflow inside the operation");
                }
                throw new ExpectedEnd();
            });
            expect(StackOverflowError.class, careless, name + " " + round);
            expect(ExpectedEnd.class, careful, name + " " + round);
        }
        System.out.println(name + " done");
    }

    /**
     * Goes down to the end of the stack and tries the operation there; where it overflows too, one frame further up, and so on
     * until there is room for it.
     *
     * @return how often it has overflown
     */
    private static int down(Action operation) throws Exception {
        Overflows overflows = new Overflows();
        overflows.down(operation);
        return overflows.inside;
    }

    private static final class Overflows {
        private int inside;
        private boolean done;

        private void down(Action operation) throws Exception {
            try {
                if (!done) {
                    down(operation);
                }
            } catch (StackOverflowError e) {
                inside++;
            }
            if (!done) {
                operation.run();
                done = true;
            }
        }
    }

    /** Steps that fail if a wake that was meant for an earlier wait ends a later one, and hang if one is lost. */
    private static void checkedSteps() throws Exception {
        List<String> trail = new ArrayList<>();
        Trigger trigger = new Trigger();
        Promise<String> child = Miou.async(() -> {
            Thread.sleep(1);
            trail.add("slept");
            trigger.signal();
            return "value";
        });
        trigger.await();
        if (!trail.equals(List.of("slept")) || !child.await().equals("value")) {
            throw new AssertionError("a wait ended before its time");
        }
        // The JDK's waits go on working too.
        Thread.sleep(0, 1);
        Thread.yield();
    }

    private static void expect(Class<? extends Throwable> cause, Promise<?> promise, String name) {
        try {
            promise.await();
            throw new AssertionError(name + ": no failure");
        } catch (TaskFailedException e) {
            if (!cause.isInstance(e.getCause())) {
                throw new AssertionError(name + ": failed otherwise", e);
            }
        }
    }

    /** Thrown so that children forgotten for want of stack are no violation. */
    private static final class ExpectedEnd extends RuntimeException {
    }
}
