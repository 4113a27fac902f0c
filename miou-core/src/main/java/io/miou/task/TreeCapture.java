package io.miou.task;

import io.miou.TaskTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the picture of all runs, from any thread, also of a domain that is stuck.
 *
 * <p>Threads: it reads the lists of children and resources, which belong to their domains, without asking. That is a race on
 * purpose: each field read gives some value it has had; a list only ever leads from older to younger entries, so the
 * walk ends; and an entry that is taken out meanwhile cuts it short at worst. The picture may miss what changes while it is
 * taken, and is exact when nothing does.
 */
public final class TreeCapture {

    private TreeCapture() {
    }

    /** {@return the tree of every run of the process} */
    public static TaskTree capture() {
        List<TaskTree.Node> roots = new ArrayList<>();
        for (Run run : Run.active()) {
            Task<?> main = run.main();
            if (main != null) {
                roots.add(capture(main));
            }
        }
        return new TaskTree(roots);
    }

    /** {@return the tasks of a run, none of them twice} */
    static List<Task<?>> tasksOf(Run run) {
        List<Task<?>> tasks = new ArrayList<>();
        Task<?> main = run.main();
        if (main != null) {
            tasks.add(main);
        }
        for (int i = 0; i < tasks.size(); i++) {
            tasks.addAll(childrenOf(tasks.get(i)));
        }
        return tasks;
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
            List<Task<?>> children = childrenOf(open.task());
            for (int i = children.size() - 1; i >= 0; i--) {
                stack.push(new Open(children.get(i), open.children(), new ArrayList<>(), false));
            }
        }
        return result.get(0);
    }

    private static List<Task<?>> childrenOf(Task<?> task) {
        List<Task<?>> children = new ArrayList<>();
        for (Task<?> child = task.children.oldest(); child != null; child = child.younger) {
            children.add(child);
        }
        return children;
    }

    private static TaskTree.Node node(Task<?> task, List<TaskTree.Node> children) {
        List<String> resources = new ArrayList<>();
        for (Holding holding = task.holdings.oldest(); holding != null; holding = holding.younger) {
            resources.add(holding.toString());
        }
        @Nullable StackTraceElement line = task.spawnLine();
        return new TaskTree.Node(task.id(), task.name(), task.state(), task.domain().id(), task.activity(),
                line == null ? "" : line.toString(), List.copyOf(resources), List.copyOf(children));
    }
}
