package io.miou.observe;

import io.miou.task.ChildCursor;
import io.miou.task.Task;
import io.miou.task.TaskView;
import io.miou.task.Wait;
import io.miou.task.WaitsFor;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds tasks that wait for each other, so that none of them goes on (ADR 131 and 140). Only a cancellation could end
 * their waits. A task that a limit or a stop may end is no part of a deadlock.
 *
 * <p>A mutex waits for its holder, a join for children, a lazy value for the task that computes it. Any task may use a
 * channel, a condition or a barrier. So a task that waits for one of these is part of a deadlock only if all tasks of
 * all runs are, and no hook is there that might act.
 *
 * <p>Threads: one that need not be theirs. It reads the waits twice. A wait is an object of its own, and the tasks of
 * a deadlock do nothing. So if both readings find the same waits, all of them existed together in between.
 */
final class Deadlocks {

    /** The most waiting tasks that are looked at: a picture must not copy a million of them. */
    private static final int MOST_WAITERS = 200_000;
    private static final int MOST_NAMES = 8;

    /** A task that waits only for other tasks. */
    private static final class Waiter {
        final Task<?> task;
        final Wait wait;
        final WaitsFor needs;
        final List<Waiter> dependents = new ArrayList<>(2);

        /** How many of the needed tasks are stuck. */
        int stuckNeeds;

        Waiter(Task<?> task, Wait wait, WaitsFor needs) {
            this.task = task;
            this.wait = wait;
            this.needs = needs;
        }
    }

    private final IdentityHashMap<Task<?>, Waiter> stuck = new IdentityHashMap<>();

    /** The number of tasks that have not ended. */
    private int living;

    /** Whether a domain of a living task has a hook, which may do what no task does. */
    private boolean hooked;

    private Deadlocks() {
    }

    /**
     * {@return the deadlocks, in words}
     *
     * @param mains the main tasks of all runs of the process
     */
    static List<String> below(List<Task<?>> mains) {
        Deadlocks first = find(mains);
        if (first.stuck.isEmpty()) {
            return List.of();
        }
        VarHandle.fullFence();
        Deadlocks second = find(mains);
        return first.isSameAs(second) ? second.inWords(mains.size()) : List.of();
    }

    private static Deadlocks find(List<Task<?>> mains) {
        Deadlocks found = new Deadlocks();
        mains.forEach(found::collect);
        if (found.stuck.size() > MOST_WAITERS) {
            found.stuck.clear();
        }
        found.link();
        return found;
    }

    private boolean isSameAs(Deadlocks other) {
        if (stuck.size() != other.stuck.size()) {
            return false;
        }
        for (Waiter waiter : stuck.values()) {
            Waiter again = other.stuck.get(waiter.task);
            if (again == null || again.wait != waiter.wait || !again.needs.equals(waiter.needs)) {
                return false;
            }
        }
        return true;
    }

    private record Level(ChildCursor children, boolean cutOutside) {
    }

    private void collect(Task<?> main) {
        ArrayDeque<Level> path = new ArrayDeque<>();
        path.addLast(enter(main, false));
        while (!path.isEmpty() && stuck.size() <= MOST_WAITERS) {
            Level level = path.getLast();
            Task<?> child = level.children.next();
            if (child == null) {
                path.removeLast();
            } else {
                path.addLast(enter(child, TaskView.mayBeCutOutside(child, level.cutOutside)));
            }
        }
    }

    private Level enter(Task<?> task, boolean cutOutside) {
        if (!task.hasEnded()) {
            living++;
            hooked |= !task.loop().hooks().isEmpty();
            Wait wait = task.waitsOn();
            WaitsFor needs = TaskView.waitsFor(task);
            if (wait != null && needs.end() != WaitsFor.End.ANYTHING && !TaskView.mayBeCut(task, cutOutside)) {
                stuck.put(task, new Waiter(task, wait, needs));
            }
        }
        return new Level(new ChildCursor(task), cutOutside);
    }

    /** Takes out the tasks that another task can help, until none is left. */
    private void link() {
        ArrayDeque<Waiter> free = new ArrayDeque<>();
        for (Waiter waiter : stuck.values()) {
            for (Task<?> needed : waiter.needs.tasks()) {
                Waiter other = stuck.get(needed);
                if (other != null) {
                    other.dependents.add(waiter);
                    waiter.stuckNeeds++;
                }
            }
        }
        for (Waiter waiter : List.copyOf(stuck.values())) {
            if (mayGoOn(waiter)) {
                free.add(waiter);
            }
        }
        takeOut(free);
        if (hooked || stuck.size() < living) {
            for (Waiter waiter : stuck.values()) {
                if (waiter.needs.end() == WaitsFor.End.ANY_TASK) {
                    free.add(waiter);
                }
            }
            takeOut(free);
        }
    }

    private void takeOut(ArrayDeque<Waiter> free) {
        for (Waiter waiter = free.poll(); waiter != null; waiter = free.poll()) {
            if (stuck.remove(waiter.task) == null) {
                continue;
            }
            for (Waiter dependent : waiter.dependents) {
                dependent.stuckNeeds--;
                if (mayGoOn(dependent)) {
                    free.add(dependent);
                }
            }
        }
    }

    private static boolean mayGoOn(Waiter waiter) {
        return switch (waiter.needs.end()) {
            case ANYTHING -> true;
            case ANY_TASK -> false;
            case TASKS -> waiter.needs.tasks().size() - waiter.stuckNeeds >= waiter.needs.needed();
        };
    }

    private List<String> inWords(int runs) {
        List<String> words = new ArrayList<>();
        Set<Task<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean standstill = false;
        for (Waiter waiter : stuck.values()) {
            standstill |= waiter.needs.end() == WaitsFor.End.ANY_TASK;
            LinkedHashSet<Task<?>> path = new LinkedHashSet<>();
            Waiter at = waiter;
            while (at != null && !seen.contains(at.task) && path.add(at.task)) {
                at = next(at);
            }
            if (at != null && path.contains(at.task)) {
                words.add(circle(at));
            }
            seen.addAll(path);
        }
        if (standstill) {
            words.add(standstill(runs));
        }
        return words;
    }

    /** Returns one of the stuck tasks that a task needs; null if any task may end its wait. */
    @Nullable
    private Waiter next(Waiter waiter) {
        for (Task<?> needed : waiter.needs.tasks()) {
            Waiter other = stuck.get(needed);
            if (other != null) {
                return other;
            }
        }
        return null;
    }

    private String circle(Waiter begin) {
        // The lowest number first, so that two pictures of one deadlock read the same.
        Waiter first = begin;
        for (Waiter one = next(begin); one != null && one != begin; one = next(one)) {
            first = one.task.id() < first.task.id() ? one : first;
        }
        StringBuilder words = new StringBuilder(phrase(first));
        int named = 1;
        for (Waiter one = next(first); one != null && one != first; one = next(one)) {
            if (named++ < MOST_NAMES) {
                words.append("; ").append(phrase(one));
            }
        }
        if (named > MOST_NAMES) {
            words.append("; and ").append(named - MOST_NAMES).append(" more");
        }
        return words.append("; none of them can go on").toString();
    }

    private String standstill(int runs) {
        StringBuilder words = new StringBuilder(stuck.size() == 1 ? "the only task" : "all " + stuck.size() + " tasks")
                .append(runs == 1 ? " of the run" : " of " + runs + " runs")
                .append(stuck.size() == 1
                        ? " waits for another, and there is none"
                        : " wait for each other, and none is left to send, receive or signal");
        List<Waiter> all = new ArrayList<>(stuck.values());
        all.sort(Comparator.comparingLong(waiter -> waiter.task.id()));
        for (Waiter waiter : all.subList(0, Math.min(MOST_NAMES, all.size()))) {
            words.append("; ").append(phrase(waiter));
        }
        return all.size() > MOST_NAMES
                ? words.append("; and ").append(all.size() - MOST_NAMES).append(" more").toString()
                : words.toString();
    }

    private static String phrase(Waiter waiter) {
        return waiter.task.name() + " (#" + waiter.task.id() + ") waits for " + waiter.wait.describe();
    }
}
