package io.miou.stress;

import io.miou.TaskCancelled;
import io.miou.stress.Event.PassedThough;
import io.miou.stress.Event.Surprise;
import io.miou.stress.Event.Unwound;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The state that the tasks of one random program share. */
final class World implements AutoCloseable {

    static final int SHOWN = 64;

    final Program program;
    final EventLog log = new EventLog();
    final Gates gates = new Gates(log);
    final Bell bell = new Bell(gates);

    /** Disowned, for anybody to adopt. */
    final ConcurrentLinkedQueue<Owned> lost = new ConcurrentLinkedQueue<>();

    /** Resources and tasks that others may try to lay hands on. */
    final AtomicReferenceArray<Owned> resources = new AtomicReferenceArray<>(SHOWN);
    final AtomicReferenceArray<TaskRun> tasks = new AtomicReferenceArray<>(SHOWN);

    World(Program program) {
        this.program = program;
    }

    /** Runs something that is a suspension point, and notes what cancellation does to it. */
    <T> T suspend(TaskRun me, Callable<T> operation) throws Exception {
        T result;
        try {
            result = operation.call();
        } catch (TaskCancelled e) {
            unwound(me);
            throw e;
        }
        if (me.sawCancellation && me.scope == Causes.NO_SCOPE) {
            log.add(new PassedThough(me.id));
        }
        return result;
    }

    void unwound(TaskRun me) {
        log.add(new Unwound(me.id, me.scope, System.nanoTime()));
        if (me.scope == Causes.NO_SCOPE) {
            me.sawCancellation = true;
        }
    }

    void surprise(TaskRun me, String operation, Throwable thrown) {
        log.add(new Surprise(me.id, operation, thrown));
    }

    @Override
    public void close() {
        bell.close();
    }
}
