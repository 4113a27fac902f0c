package io.miou.observe;

import io.miou.TaskTree;
import io.miou.task.ChildCursor;
import io.miou.task.Task;
import io.miou.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the tasks of a run, parents before children, from a thread that need not be theirs. It copies nothing but
 * the path to where it is, and stops no domain (ADR 130). A list instead of recursion, because trees may be deeper than
 * the stack. For one thread.
 */
final class TreeWalk {

    /** Gets the tasks. */
    interface Visitor {

        /** Takes a task; its children follow. {@return whether the walk goes on} */
        boolean begin(TaskTree.Node node, int depth) throws IOException;

        /** Takes the end of the children of a task, for each {@link #begin}. */
        void end();
    }

    /** The most tasks that a picture names for one wait. */
    private static final int MOST_AWAITED = 100;

    private record Level(ChildCursor children, long id, long limitOutside) {
    }

    private final Task<?> root;
    private final long moment;
    private final IdentityHashMap<Task<?>, List<String>> disowned = new IdentityHashMap<>();
    private final ArrayDeque<Level> path = new ArrayDeque<>();

    private TreeWalk(Task<?> root) {
        this.root = root;
        this.moment = root.loop().timers().nanoTime();
        root.run().disowned().forEach((task, words) -> {
            boolean gone = task.hasEnded();
            disowned.computeIfAbsent(gone ? root : task, _ -> new ArrayList<>())
                    .add(gone ? words + ", by " + task.name() + " (#" + task.id() + "), which has ended" : words);
        });
    }

    static void walk(Task<?> root, Visitor visitor) throws IOException {
        new TreeWalk(root).walk(visitor);
    }

    private void walk(Visitor visitor) throws IOException {
        boolean goesOn = enter(root, null, visitor);
        while (goesOn && !path.isEmpty()) {
            Level level = path.getLast();
            Task<?> child = level.children.next();
            if (child == null) {
                path.removeLast();
                visitor.end();
            } else {
                goesOn = enter(child, level, visitor);
            }
        }
    }

    private boolean enter(Task<?> task, @Nullable Level parent, Visitor visitor) throws IOException {
        long outside = parent == null
                ? TaskView.NO_LIMIT
                : TaskView.limitOutside(task, parent.limitOutside, moment);
        boolean goesOn = visitor.begin(node(task, parent == null ? -1 : parent.id, outside), path.size());
        if (TaskView.hasChildren(task)) {
            path.addLast(new Level(new ChildCursor(task), task.id(), outside));
        } else {
            visitor.end();
        }
        return goesOn;
    }

    private TaskTree.Node node(Task<?> task, long parent, long limitOutside) {
        long now = task.loop().timers().nanoTime();
        TaskTree.Phase phase = TaskView.phase(task);
        long limit = phase == TaskTree.Phase.ENDED
                ? TaskView.NO_LIMIT
                : TaskView.limit(task, limitOutside, moment);
        StackTraceElement line = task.spawnSite();
        return new TaskTree.Node(task.id(), task.name(), parent, task.state(), phase, task.domain().id(),
                TaskView.activity(task), awaited(task), Duration.ofNanos(TaskView.ageNanos(task, now)),
                Duration.ofNanos(TaskView.nanosInPhase(task, phase, now)),
                limit == TaskView.NO_LIMIT
                        ? Optional.empty()
                        : Optional.of(Duration.ofNanos(limit - (now - moment))),
                line == null ? "" : line.toString(), TaskView.resources(task), TaskView.borrowed(task),
                disowned.getOrDefault(task, List.of()), List.of());
    }

    private static List<Long> awaited(Task<?> task) {
        List<Task<?>> awaited = TaskView.waitsFor(task).tasks();
        return awaited.isEmpty() ? List.of() : awaited.stream().limit(MOST_AWAITED).map(Task::id).toList();
    }
}
