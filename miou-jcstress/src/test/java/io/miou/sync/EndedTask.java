package io.miou.sync;

import io.miou.Miou;
import io.miou.task.Task;
import java.util.concurrent.Callable;

/** A task for waits that nobody suspends in: it has ended, and to wake it does nothing. */
final class EndedTask {

    static final Task<?> TASK = Miou.run((Callable<Task<?>>) Task::current);

    private EndedTask() {
    }
}
