package io.miou.jdk;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskFailedException;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program whose tasks run out of stack inside Miou's own calls, again and again at other depths, and then go on. Run
 * in a JVM of its own, because a scheduler that this breaks hangs.
 */
final class OverflowStory {

    static final String PERCENT = "percent";

    /** The property that says how many places of the stack's end it tries, 16 bytes apart. */
    static final String ROUNDS = "rounds";

    /** The depth that it tries, in percent of the whole stack. */
    private static final long SHARE = Long.getLong(PERCENT);

    /** Small, so that it is soon used up. */
    static final long STACK = 256 * 1024;

    private OverflowStory() {
    }

    public static void main(String[] args) throws InterruptedException {
        Map<String, Action> operations = new LinkedHashMap<>();
        operations.put("yield", Miou::yield);
        operations.put("sleep", () -> Miou.sleep(Duration.ofMillis(2)));
        operations.put("trigger", OverflowStory::awaitTrigger);
        operations.put("async", () -> Miou.async(() -> "child").await());
        operations.put("call", () -> Miou.call(() -> "child").await());
        operations.put("shield", () -> Miou.shield(Miou::yield));
        operations.put("timeout", () -> Miou.timeout(Duration.ofHours(1), Miou::yield));
        operations.put("cancel", () -> Miou.async(() -> Miou.sleep(Duration.ofHours(1))).cancel());
        for (Map.Entry<String, Action> operation : operations.entrySet()) {
            Thread domain0 = new Thread(null, () -> run(operation.getValue()), "caller", STACK);
            domain0.start();
            domain0.join();
            System.out.println("over: " + operation.getKey());
        }
        System.out.println("the end");
    }

    private static void run(Action operation) {
        Miou.launcher().domains(2).stackSize(STACK).run(() -> story(operation));
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

    private static void story(Action operation) throws Exception {
        // What it initialises on its way is not the subject: a class whose initialiser overflows is broken for good.
        operation.run();
        checkedSteps();
        for (int round = 0; round < Integer.getInteger(ROUNDS, 1); round++) {
            int nudges = round;
            Promise<?> here = Miou.async(() -> overflowAndGoOn(operation, nudges));
            Promise<?> elsewhere = Miou.call(() -> overflowAndGoOn(operation, nudges));
            expectTheEnd(here);
            expectTheEnd(elsewhere);
        }
    }

    private static void overflowAndGoOn(Action operation, int nudges) throws Exception {
        // Without another fiber there is nothing to give way to. It is cancelled when this one throws.
        Promise<?> _ = Miou.async(() -> {
            while (true) {
                Miou.yield();
            }
        });
        if (overflow(operation, nudges) == 0) {
            throw new AssertionError("nothing has overflown");
        }
        for (int i = 0; i < 10; i++) {
            operation.run();
            checkedSteps();
        }
        throw new ExpectedEnd();
    }

    /**
     * Goes down to the end of the stack, comes back to a share of the way, and tries the operation there; where it
     * overflows, one frame further up, and so on until there is room for it.
     *
     * @return how often it has overflown
     */
    private static int overflow(Action operation, int nudges) throws Exception {
        Descent descent = new Descent(operation);
        descent.nudge(nudges, 0, 0);
        return descent.overflows;
    }

    private static final class Descent {
        private final Action operation;
        private int deepest;
        private int overflows;
        private boolean done;

        Descent(Action operation) {
            this.operation = operation;
        }

        /**
         * Has a frame that is a little larger than that of {@link #down}, so that the end of the stack is met
         * elsewhere.
         */
        @SuppressWarnings("unused")
        private void nudge(int nudges, long larger, long stillLarger) throws Exception {
            if (nudges == 0) {
                down(0);
            } else {
                nudge(nudges - 1, larger, stillLarger);
            }
        }

        private void down(int depth) throws Exception {
            deepest = Math.max(deepest, depth);
            try {
                if (!done) {
                    down(depth + 1);
                }
            } catch (StackOverflowError e) {
                overflows += isTried(depth + 1) ? 1 : 0;
            }
            if (!done && isTried(depth)) {
                operation.run();
                done = true;
            }
        }

        private boolean isTried(int depth) {
            return depth * 100L <= deepest * SHARE;
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

    private static void expectTheEnd(Promise<?> promise) {
        try {
            promise.await();
            throw new AssertionError("it has not ended as it should");
        } catch (TaskFailedException e) {
            if (!(e.getCause() instanceof ExpectedEnd)) {
                throw e;
            }
        }
    }

    /** An exception that ends the task, so that children forgotten for want of stack are no violation. */
    private static final class ExpectedEnd extends RuntimeException {
    }
}
