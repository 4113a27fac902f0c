package io.miou.observe;

import io.miou.TaskTree;
import io.miou.task.Task;
import io.miou.task.TaskView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the picture of task trees, from any thread, also of a domain that is stuck. It may miss changes while it is
 * taken ({@link TaskView}).
 */
public final class TreeCapture {

    private TreeCapture() {
    }

    /**
     * {@return the trees below some tasks}
     *
     * @param mains the roots
     */
    public static TaskTree capture(List<Task<?>> mains) {
        return new TaskTree(mains.stream().map(TreeCapture::capture).toList());
    }

    /** A node under construction; a list instead of recursion, because trees may be deeper than the stack. */
    private record Open(Task<?> task, List<TaskTree.Node> siblings, List<TaskTree.Node> children, boolean done) {
    }

    private static TaskTree.Node capture(Task<?> root) {
        List<TaskTree.Node> result = new ArrayList<>();
        ArrayDeque<Open> stack = new ArrayDeque<>();
        stack.push(new Open(root, result, new ArrayList<>(), false));
        while (!stack.isEmpty()) {
            Open open = stack.pop();
            if (open.done()) {
                open.siblings().add(node(open.task(), open.children()));
                continue;
            }
            stack.push(new Open(open.task(), open.siblings(), open.children(), true));
            List<Task<?>> children = TaskView.children(open.task());
            for (int i = children.size() - 1; i >= 0; i--) {
                stack.push(new Open(children.get(i), open.children(), new ArrayList<>(), false));
            }
        }
        return result.get(0);
    }

    private static TaskTree.Node node(Task<?> task, List<TaskTree.Node> children) {
        @Nullable StackTraceElement line = task.spawnSite();
        return new TaskTree.Node(task.id(), task.name(), task.state(), task.domain().id(), TaskView.activity(task),
                line == null ? "" : line.toString(), List.copyOf(TaskView.resources(task)), List.copyOf(children));
    }
}
