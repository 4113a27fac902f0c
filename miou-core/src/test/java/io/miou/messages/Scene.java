package io.miou.messages;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Action;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.TaskBuilder;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.concurrent.Callable;

/** A run in which a task called clerk does something wrong. */
record Scene(Variant variant) {

    Launcher launcher() {
        return variant.launcher().domains(1);
    }

    /** The task that messages are to name. */
    static TaskBuilder clerk() {
        return Miou.task().named("clerk");
    }

    /** Never ends by itself. */
    static Object forever() {
        Miou.sleep(Duration.ofHours(1));
        return "never";
    }

    /** What an action throws in the clerk. On a fiber. */
    static Throwable thrownIn(TaskBuilder clerk, Action action) {
        return clerk.async(() -> catchThrowable(action::run)).await();
    }

    Throwable thrownInClerk(Action action) {
        return launcher().run(() -> thrownIn(clerk(), action));
    }

    /** What a run throws whose clerk does something that it cannot catch. */
    Throwable thrownByRun(Action action) {
        return catchThrowable(() -> launcher().run(() -> {
            clerk().async(action).await();
        }));
    }

    /** What a run says of itself. */
    Throwable said(Callable<Throwable> main) {
        return launcher().run(main);
    }
}
