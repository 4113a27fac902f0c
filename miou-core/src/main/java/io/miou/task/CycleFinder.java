package io.miou.task;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that need each other: a task that computes one waits for another, whose task waits for the first. It
 * records the waits of tasks inside computations: for a value, or for the end of children. It reports a circle only if
 * nothing else can end a wait in it. A limit or stop that was entered inside could, and so could a wait for one of
 * several.
 *
 * <p>Threads: any fiber, of any domain and run. Everything is guarded by one lock, which is held for a walk along the
 * waits. The waits are noted by the tasks themselves before they suspend, and taken back afterwards. So the last wait
 * of a circle finds it.
 */
public final class CycleFinder {

    /** A value that one task computes for many. */
    public interface Value {

        /** {@return the task that computes it now; null if none does} Any thread. */
        @Nullable
        Task<?> computing();

        /**
         * Ends the wait of a task for it with an error. Any thread; not if the wait has ended.
         *
         * @param waiter of the task
         * @param words of the error that is thrown
         * @return false if the wait has ended
         */
        boolean refuse(Object waiter, String words);
    }

    /** The part of a task's life that is inside a computation. Confined to the task's fiber. */
    static final class Inside {

        /** True if the task was started inside the computation: then its whole life is inside. */
        final boolean inherited;

        /** The number of values that the task itself is computing, one inside the other. */
        int depth;

        /** The innermost scope where the first of them began. */
        @Nullable
        Scope since;

        Inside(boolean inherited) {
            this.inherited = inherited;
        }
    }

    /** The wait of a task: for a value, or for all of some children. */
    private static final class Need {

        final Task<?> task;
        final List<? extends Task<?>> children;
        @Nullable
        final Value value;
        @Nullable
        final Object waiter;

        /**
         * A limit or a stop may end the wait; the second one only of those entered inside the task's own computations.
         */
        boolean limited;
        boolean limitedInside;

        Need(Task<?> task, List<? extends Task<?>> children, @Nullable Value value, @Nullable Object waiter) {
            this.task = task;
            this.children = children;
            this.value = value;
            this.waiter = waiter;
            Inside inside = task.inside;
            boolean isInside = true;
            for (Scope scope = task.cancellation.innermost(); scope != null; scope = scope.outer) {
                if (inside != null && inside.depth > 0 && scope == inside.since) {
                    isInside = false;
                }
                if (scope.kind != Scope.Kind.SHIELD) {
                    limited = true;
                    limitedInside |= isInside;
                }
            }
        }

        /**
         * Whether the wait lasts until its aim is reached, seen by a task that waits for this one, or for a value of
         * it.
         */
        boolean isFinal(boolean forValue) {
            return forValue ? !limitedInside : !limited;
        }

        @Override
        public String toString() {
            return Failures.describe(task) + " waits for "
                    + (value != null ? value.toString() : Failures.describe(children.getFirst()));
        }
    }

    private static final AtomicBoolean LOCK = new AtomicBoolean();
    private static final IdentityHashMap<Task<?>, Need> NEEDS = new IdentityHashMap<>();

    private CycleFinder() {
    }

    /** Begins a computation. On the fiber of the task that does it. */
    public static void begin(Task<?> task) {
        Inside inside = task.inside;
        if (inside == null) {
            inside = new Inside(false);
            task.inside = inside;
        }
        if (inside.depth++ == 0) {
            inside.since = task.cancellation.innermost();
        }
    }

    /** Ends a computation, the last that was begun. On the fiber of the task that does it. */
    public static void end(Task<?> task) {
        Inside inside = task.inside;
        if (inside != null && --inside.depth == 0) {
            inside.since = null;
            if (!inside.inherited) {
                task.inside = null;
            }
        }
    }

    /**
     * Notes that the current task is about to wait for a value. It is already in the value's queue. {@link #over}
     * follows.
     *
     * @param task the current one
     * @param value waited for
     * @param waiter refused if that closes a circle
     */
    public static void noteWait(Task<?> task, Value value, Object waiter) {
        try {
            note(new Need(task, List.of(), value, waiter));
        } catch (VirtualMachineError e) {
            // Without memory or stack a circle is not found. The task is in a queue already, and must go on to wait.
        }
    }

    /**
     * Notes that a task inside a computation is about to wait for the end of all of some children. {@link #over}
     * follows.
     */
    static void noteJoin(Task<?> task, List<? extends Task<?>> children) {
        try {
            note(new Need(task, children, null, null));
        } catch (VirtualMachineError e) {
            // As above.
        }
    }

    /**
     * Notes that a wait is over, or was withdrawn.
     *
     * @param task that has waited
     */
    public static void over(Task<?> task) {
        lock();
        try {
            NEEDS.remove(task);
        } finally {
            LOCK.set(false);
        }
    }

    private static void note(Need need) {
        List<Need> circle;
        lock();
        try {
            NEEDS.put(need.task, need);
            circle = circleOf(need);
        } finally {
            LOCK.set(false);
        }
        // From the end: the wait that was noted just now comes first, and is refused only if no other is for a value.
        for (Need one : circle.reversed()) {
            if (one.value != null && one.waiter != null && one.value.refuse(one.waiter, words(circle))) {
                return;
            }
        }
    }

    private static void lock() {
        while (!LOCK.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
    }

    private static String words(List<Need> circle) {
        StringBuilder words = new StringBuilder("values need each other, and none of them can be computed: ");
        for (Need need : circle) {
            words.append(need).append("; ");
        }
        return words.append("compute one of them from something else").toString();
    }

    /** The waits of a circle that a new one closes, beginning with that; empty if there is none. With the lock. */
    private static List<Need> circleOf(Need start) {
        record Step(Need need, @Nullable Step before) {
        }
        ArrayDeque<Step> steps = new ArrayDeque<>();
        Set<Task<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        steps.push(new Step(start, null));
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            Value value = step.need().value;
            Task<?> computing = value == null ? null : value.computing();
            List<? extends Task<?>> next = value == null
                    ? step.need().children
                    : computing == null ? List.of() : List.of(computing);
            for (Task<?> task : next) {
                Need need = NEEDS.get(task);
                if (need == null || !need.isFinal(value != null)) {
                    continue;
                }
                if (need == start) {
                    ArrayDeque<Need> circle = new ArrayDeque<>();
                    for (Step one = step; one != null; one = one.before()) {
                        circle.addFirst(one.need());
                    }
                    return List.copyOf(circle);
                }
                if (seen.add(task)) {
                    steps.push(new Step(need, step));
                }
            }
        }
        return List.of();
    }
}
