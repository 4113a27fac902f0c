package io.miou.support;

import io.miou.Hook;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskExecutor;
import io.miou.Violations;
import io.miou.os.JvmSignals;
import io.miou.os.Signals;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run in which much goes wrong that is logged and has no other effect. Only lambdas, so that no class is loaded from
 * a folder once it runs.
 */
final class LoggedScenes {

    /** The events that {@link #play} must return. */
    static final List<String> EXPECTED = List.of("hook ran 1 times", "handler ran 2 times", "outcome Cancelled",
            "command ran 2 times", "parent has gone on", "contained StillHasChildrenError", "released by child",
            "disowned was released");

    private LoggedScenes() {
    }

    static List<String> play(Runnable first) {
        ConcurrentLinkedQueue<String> trail = new ConcurrentLinkedQueue<>();
        Miou.launcher().domains(1).violations(Violations.CONTAINED).run(() -> {
            first.run();
            inside(trail);
        });
        return new ArrayList<>(trail);
    }

    private static void inside(ConcurrentLinkedQueue<String> trail) {
        var _ = leave(trail);
        AtomicInteger hooks = new AtomicInteger();
        Hook _ = Hook.add(() -> {
            hooks.incrementAndGet();
            throw new IllegalStateException("a hook");
        });
        while (hooks.get() == 0) {
            Miou.sleep(Duration.ofMillis(1));
        }
        Miou.sleep(Duration.ofMillis(1));
        trail.add("hook ran " + hooks + " times");
        trail.add("handler ran " + handlers() + " times");
        trail.add("outcome " + cancelled().getClass().getSimpleName());
        trail.add("command ran " + commands() + " times");
        trail.add("parent has gone on");
        Promise<Void> guilty = Miou.async(() -> {
            var _ = Miou.async(Miou::yield);
        });
        if (guilty.awaitOutcome() instanceof Outcome.Failure<Void>(Throwable cause)) {
            trail.add("contained " + cause.getClass().getSimpleName());
        }
        Promise<Void> releasing = Miou.async(() -> {
            var _ = Resource.own("a value", _ -> {
                trail.add("released by child");
                throw new IllegalStateException("a release");
            });
            Miou.sleep(Duration.ofDays(1));
        });
        Miou.yield();
        releasing.cancel();
    }

    private static Resource leave(ConcurrentLinkedQueue<String> trail) {
        Resource left = Resource.own("left over", _ -> {
            trail.add("disowned was released");
            throw new IllegalStateException("a release");
        });
        left.disown();
        return left;
    }

    private static int handlers() {
        AtomicInteger count = new AtomicInteger();
        Trigger twice = new Trigger();
        try (Signals _ = Signals.on("USR2", () -> {
            if (count.incrementAndGet() == 2) {
                boolean _ = twice.signal();
            } else {
                JvmSignals.raise("USR2");
            }
            throw new AssertionError("a handler");
        })) {
            JvmSignals.raise("USR2");
            twice.await();
        }
        return count.get();
    }

    private static Outcome<Void> cancelled() {
        Promise<Void> child = Miou.async(() -> {
            try {
                Miou.sleep(Duration.ofDays(1));
            } finally {
                throwNow();
            }
        });
        Miou.yield();
        child.cancel();
        return child.awaitOutcome();
    }

    private static void throwNow() {
        throw new IllegalStateException("thrown by finally");
    }

    private static int commands() {
        AtomicInteger count = new AtomicInteger();
        try (TaskExecutor executor = Miou.callExecutor()) {
            for (int i = 0; i < 2; i++) {
                executor.execute(() -> {
                    count.incrementAndGet();
                    throw new AssertionError("a command");
                });
            }
        }
        return count.get();
    }

    /** A fiber keeps its domain for long enough to be warned of, on the engine where it does. */
    static String keepTheDomain() {
        return Miou.launcher().domains(1).run(() -> {
            Orphans<Void> others = Miou.orphans();
            Promise<String> sleeper = Miou.async(() -> {
                Thread.sleep(1_400);
                return "slept";
            });
            var _ = others.async(Miou::yield);
            String slept = sleeper.await();
            others.drain();
            return slept;
        });
    }
}
