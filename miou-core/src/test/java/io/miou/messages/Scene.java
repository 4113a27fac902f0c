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

    /** Returns the exception that an action throws in the clerk. On a fiber. */
    static Throwable thrownIn(TaskBuilder clerk, Action action) {
        return clerk.async(() -> catchThrowable(action::run)).await();
    }

    Throwable thrownInClerk(Action action) {
        return launcher().run(() -> thrownIn(clerk(), action));
    }

    /** Returns the exception of a run in which the clerk makes a mistake that it cannot catch itself. */
    Throwable thrownByRun(Action action) {
        return catchThrowable(() -> launcher().run(() -> {
            clerk().async(action).await();
        }));
    }

    /** Returns the exception that a main task has caught. */
    Throwable said(Callable<Throwable> main) {
        return launcher().run(main);
    }
}
