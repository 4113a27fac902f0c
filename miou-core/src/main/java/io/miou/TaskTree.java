package io.miou;

import io.miou.support.Arguments;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the tasks of every run in the process: see {@link Miou#dump}. Print it to see what a program does.
 *
 * <pre>
 * main (#0) running, domain 0, suspended on one of its orphans
 *   echo (#12) running, domain 1, suspended on reading from /127.0.0.1:40312
 *     owns TCP stream /127.0.0.1:7000 from /127.0.0.1:40312
 * </pre>
 *
 * @param roots the main task of each run
 */
public record TaskTree(List<Node> roots) {

    private static final int DEEPEST_INDENT = 50;

    /** Copies the list. */
    public TaskTree {
        Arguments.requireElements(roots, "roots");
        roots = List.copyOf(roots);
    }

    /**
     * A task.
     *
     * @param id the task's number
     * @param name the task's name
     * @param state the task's progress
     * @param domain the number of the task's domain
     * @param activity the task's activity: what it is suspended on, or that it is running, ready or blocked
     * @param startedAt the line that started the task; empty without {@code -Dmiou.debug=true}
     * @param resources what the task owns, in the order of acquisition
     * @param children the children that it has neither awaited nor cancelled
     */
    public record Node(long id, String name, Promise.State state, int domain, String activity, String startedAt,
            List<String> resources, List<Node> children) {

        /** Checks that nothing is missing, and copies the lists. */
        public Node {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(activity, "activity");
            Objects.requireNonNull(startedAt, "startedAt");
            Arguments.requireElements(resources, "resources");
            Arguments.requireElements(children, "children");
            resources = List.copyOf(resources);
            children = List.copyOf(children);
        }

        // Not those of records, which call themselves for each level: a tree may be deeper than the stack.

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Node that)) {
                return false;
            }
            ArrayDeque<Node> ours = new ArrayDeque<>(List.of(this));
            ArrayDeque<Node> theirs = new ArrayDeque<>(List.of(that));
            while (!ours.isEmpty()) {
                Node one = ours.pop();
                Node two = theirs.pop();
                if (!one.isLike(two)) {
                    return false;
                }
                ours.addAll(one.children);
                theirs.addAll(two.children);
            }
            return true;
        }

        private boolean isLike(Node that) {
            return id == that.id && name.equals(that.name) && state == that.state && domain == that.domain
                    && activity.equals(that.activity) && startedAt.equals(that.startedAt)
                    && resources.equals(that.resources) && children.size() == that.children.size();
        }

        @Override
        public int hashCode() {
            return Objects.hash(id, name, state, domain, activity, children.size());
        }

        /** {@return this task and those below as text, as {@link TaskTree#toString}} Any thread. */
        @Override
        public String toString() {
            return new TaskTree(List.of(this)).toString();
        }
    }

    private record Line(Node node, int depth) {
    }

    /**
     * {@return the tree as text, one task on each line, children indented under their parents} Below level 50 the
     * indentation grows no more, and each line begins with its level. Any thread.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        ArrayDeque<Line> stack = new ArrayDeque<>();
        for (Node root : roots.reversed()) {
            stack.push(new Line(root, 0));
        }
        while (!stack.isEmpty()) {
            Line line = stack.pop();
            Node node = line.node();
            String indent = "  ".repeat(Math.min(line.depth(), DEEPEST_INDENT));
            text.append(indent);
            if (line.depth() > DEEPEST_INDENT) {
                text.append("(level ").append(line.depth()).append(") ");
            }
            text.append(node.name()).append(" (#").append(node.id()).append(") ")
                    .append(node.state().name().toLowerCase(java.util.Locale.ROOT)).append(", domain ")
                    .append(node.domain()).append(", ").append(node.activity());
            if (!node.startedAt().isEmpty()) {
                text.append(", started at ").append(node.startedAt());
            }
            text.append('\n');
            for (String resource : node.resources()) {
                text.append(indent).append("  owns ").append(resource).append('\n');
            }
            for (Node child : node.children().reversed()) {
                stack.push(new Line(child, line.depth() + 1));
            }
        }
        return text.toString();
    }
}
