package io.miou.observe;

import io.miou.TaskTree;
import io.miou.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the picture of task trees, from any thread, also of a domain that is stuck. It may miss changes while it is
 * taken ({@link io.miou.task.TaskView}).
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
        return new TaskTree(mains.stream().map(TreeCapture::capture).toList(), Deadlocks.below(mains));
    }

    private record Open(TaskTree.Node node, List<TaskTree.Node> children) {
    }

    private static TaskTree.Node capture(Task<?> root) {
        List<TaskTree.Node> result = new ArrayList<>();
        ArrayDeque<Open> path = new ArrayDeque<>();
        try {
            TreeWalk.walk(root, new TreeWalk.Visitor() {
                @Override
                public boolean begin(TaskTree.Node node, int depth) {
                    path.addLast(new Open(node, new ArrayList<>()));
                    return true;
                }

                @Override
                public void end() {
                    Open done = path.removeLast();
                    List<TaskTree.Node> siblings = path.isEmpty() ? result : path.getLast().children;
                    siblings.add(done.node.withChildren(done.children));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("a picture that is not written has failed", e);
        }
        return result.getFirst();
    }

    /**
     * Writes the trees below some tasks while it walks over them.
     *
     * @param mains the roots
     * @param format the format
     * @param out gets the text
     * @throws IOException if {@code out} throws it
     */
    public static void write(List<Task<?>> mains, TaskTree.Format format, Appendable out) throws IOException {
        write(mains, format, out, Integer.MAX_VALUE);
    }

    /**
     * Writes the first tasks of the trees below some tasks while it walks over them.
     *
     * @param mains the roots
     * @param format the format
     * @param out gets the text
     * @param most the most tasks of each tree
     * @throws IOException if {@code out} throws it
     */
    public static void write(List<Task<?>> mains, TaskTree.Format format, Appendable out, int most)
            throws IOException {
        TreeFormat writer = writer(format, out);
        writer.begin();
        for (Task<?> main : mains) {
            writer.beginRun();
            TreeWalk.walk(main, new TreeWalk.Visitor() {
                private int left = most;

                @Override
                public boolean begin(TaskTree.Node node, int depth) throws IOException {
                    if (left-- > 0) {
                        writer.task(node, depth);
                        return true;
                    }
                    writer.cut(most);
                    return false;
                }

                @Override
                public void end() {
                    // Each line stands for itself.
                }
            });
            writer.endRun();
        }
        writer.end(Deadlocks.below(mains));
    }

    /**
     * Writes trees that were taken before.
     *
     * @param tree the trees
     * @param format the format
     * @param out gets the text
     * @throws IOException if {@code out} throws it
     */
    public static void write(TaskTree tree, TaskTree.Format format, Appendable out) throws IOException {
        record Line(TaskTree.Node node, int depth) {
        }
        TreeFormat writer = writer(format, out);
        writer.begin();
        ArrayDeque<Line> stack = new ArrayDeque<>();
        for (TaskTree.Node root : tree.roots()) {
            writer.beginRun();
            stack.push(new Line(root, 0));
            while (!stack.isEmpty()) {
                Line line = stack.pop();
                writer.task(line.node, line.depth);
                for (TaskTree.Node child : line.node.children().reversed()) {
                    stack.push(new Line(child, line.depth + 1));
                }
            }
            writer.endRun();
        }
        writer.end(tree.deadlocks());
    }

    private static TreeFormat writer(TaskTree.Format format, Appendable out) {
        return switch (format) {
            case TEXT -> new TreeText(out);
            case JSON -> new TreeJson(out);
        };
    }
}
