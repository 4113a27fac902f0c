package io.miou.run;

import io.miou.domain.DomainLoop;
import io.miou.fiber.Fiber;
import io.miou.fiber.OwnFrames;
import io.miou.task.Failures;
import io.miou.task.Task;
import io.miou.task.TaskView;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Names the possible holders of the lock that a fiber waits for while it blocks its domain. If a suspended fiber of the
 * same domain has it, that is a deadlock: it cannot run to give it back.
 *
 * <p>The JDK reports the owner of a lock only if {@code java.util.concurrent.locks} is open to Miou; for monitors it
 * never does. Without that, the suspended fibers of the domain are named as possible holders.
 *
 * <p>Threads: for the watchdog, while the domain stands still; the data that it reads may be out of date.
 */
final class LockHolder {

    private static final int MOST_NAMES = 8;
    private static final int MOST_STACKS = 200;

    private static final @Nullable Field OWNER = ownerField();

    private final Run run;

    LockHolder(Run run) {
        this.run = run;
    }

    private static @Nullable Field ownerField() {
        try {
            Field field = AbstractOwnableSynchronizer.class.getDeclaredField("exclusiveOwnerThread");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** {@return words that go on with "it waits in a call of the JDK"; empty if that is for no lock} */
    String describe(Fiber waiting, DomainLoop loop) {
        boolean monitor = waiting.thread().getState() == Thread.State.BLOCKED;
        Object blocker = LockSupport.getBlocker(waiting.thread());
        if (!monitor && !(blocker instanceof AbstractOwnableSynchronizer)) {
            return "";
        }
        List<Task<?>> suspended = suspendedOn(loop);
        Thread owner = monitor ? null : ownerOf(blocker);
        if (owner != null) {
            for (Task<?> task : suspended) {
                if (task.fiber().thread() == owner) {
                    return " for a lock. This is a deadlock: the holder is " + inWords(task)
                            + ", and it cannot go on to give the lock back";
                }
            }
            return " for a lock that " + owner + " holds";
        }
        if (suspended.isEmpty()) {
            return " for a lock";
        }
        if (suspended.size() <= MOST_STACKS) {
            likelyFirst(suspended, waiting);
        }
        StringBuilder names = new StringBuilder();
        for (Task<?> task : suspended.subList(0, Math.min(MOST_NAMES, suspended.size()))) {
            names.append(names.isEmpty() ? "" : ", ").append(inWords(task));
        }
        if (suspended.size() > MOST_NAMES) {
            names.append(", and ").append(suspended.size() - MOST_NAMES).append(" more");
        }
        return " for a lock. It is a deadlock if the holder is a suspended fiber of this domain, which cannot go on to give the"
                + " lock back: " + names;
    }

    private static @Nullable Thread ownerOf(@Nullable Object blocker) {
        Field field = OWNER;
        if (field == null || blocker == null) {
            return null;
        }
        try {
            return (Thread) field.get(blocker);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private List<Task<?>> suspendedOn(DomainLoop loop) {
        List<Task<?>> suspended = new ArrayList<>();
        for (Task<?> task : run.tasks()) {
            // An attendant of Miou's own holds no lock of a user.
            if (task.loop() == loop && task.isSuspended() && !task.isAttendant()) {
                suspended.add(task);
            }
        }
        return suspended;
    }

    /** Moves the tasks with code of the same class on their stacks to the front. */
    private static void likelyFirst(List<Task<?>> suspended, Fiber waiting) {
        String site = userClass(waiting.thread().getStackTrace());
        List<Task<?>> likely = new ArrayList<>();
        for (Task<?> task : suspended) {
            if (site.equals(userClass(task.fiber().thread().getStackTrace()))) {
                likely.add(task);
            }
        }
        suspended.removeAll(likely);
        suspended.addAll(0, likely);
    }

    private static String userClass(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (!OwnFrames.isOfJdk(frame) && !OwnFrames.isOurs(frame)) {
                return frame.getClassName();
            }
        }
        return "";
    }

    private static String inWords(Task<?> task) {
        return Failures.describe(task) + " (" + TaskView.activity(task) + ")";
    }
}
