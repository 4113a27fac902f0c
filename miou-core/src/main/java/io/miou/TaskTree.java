package io.miou;

import io.miou.observe.TreeCapture;
import io.miou.support.Arguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the tasks of every run in the process: see {@link Miou#dump()}. Print it to see what a program does.
 *
 * <pre>
 * main (#0) running, domain 0, suspended on one of its orphans, for 2 h 5 min, age 2 h 5 min
 *   echo (#12) running, domain 1, suspended on reading from TCP stream ..., for 12.1 s, age 14.0 s, limit in 47.9 s
 *     owns TCP stream /127.0.0.1:7000 from /127.0.0.1:40312
 * </pre>
 *
 * <p>It is weakly consistent. A task that exists from the beginning to the end of the look is in it once. Each fact
 * about a task was true at some moment of the look; two facts may be of two moments. Times in a state are those of the
 * domain's coarse clock, which goes on with each turn of its loop.
 *
 * @param roots the main task of each run
 * @param deadlocks the circles of tasks that wait for each other, and that only a cancellation could end, in words
 * @since 0.1.0
 */
public record TaskTree(List<Node> roots, List<String> deadlocks) {

    /** How a tree is written. */
    public enum Format {
        /** A line for each task, children indented below their parents. */
        TEXT,
        /** An object with a list of tasks for each run, parents before children; times are in seconds. */
        JSON
    }

    /** The situation of a task. */
    public enum Phase {
        /** It has its domain. */
        RUNNING,
        /** It waits for its turn on the domain. */
        READY,
        /** It waits for something of Miou. */
        SUSPENDED,
        /** It waits in a call of the JDK. */
        BLOCKED_IN_JDK,
        /** It waits for the body of {@link Miou#blocking(Body)}, which has a thread or waits for one. */
        BLOCKING_THREAD,
        /** It has ended, and its parent has not awaited it. */
        ENDED
    }

    /** Copies the lists. */
    public TaskTree {
        Arguments.requireElements(roots, "roots");
        Arguments.requireElements(deadlocks, "deadlocks");
        roots = List.copyOf(roots);
        deadlocks = List.copyOf(deadlocks);
    }

    /**
     * A task.
     *
     * @param id the task's number
     * @param name the task's name
     * @param parent the number of its parent; -1 for a main task
     * @param state the task's progress
     * @param phase what it does
     * @param domain the number of the task's domain
     * @param activity the same in words: what it is suspended on, or the exception that has ended it
     * @param waitsFor the numbers of the tasks that it waits for: children, or the holder of a lock; some, if they are
     *        many
     * @param age the time since it was started
     * @param inPhase the time that it has been in this phase
     * @param limit the time until its nearest limit ends its waits; negative if the limit is overdue
     * @param startedAt the line that started the task; empty without {@code -Dmiou.debug=true}
     * @param resources what the task owns, in the order of acquisition; with {@code -Dmiou.debug=true} where it was
     *        acquired
     * @param borrowed what it was lent
     * @param disowned what it has disowned and no task has adopted since; of a main task also what ended tasks have
     *        disowned
     * @param children the children that it has neither awaited nor cancelled
     */
    public record Node(long id, String name, long parent, Promise.State state, Phase phase, int domain,
            String activity, List<Long> waitsFor, Duration age, Duration inPhase, Optional<Duration> limit,
            String startedAt, List<String> resources, List<String> borrowed, List<String> disowned,
            List<Node> children) {

        /** Checks that nothing is missing, and copies the lists. */
        public Node {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(phase, "phase");
            Objects.requireNonNull(activity, "activity");
            Arguments.requireElements(waitsFor, "waitsFor");
            Objects.requireNonNull(age, "age");
            Objects.requireNonNull(inPhase, "inPhase");
            Objects.requireNonNull(limit, "limit");
            Objects.requireNonNull(startedAt, "startedAt");
            Arguments.requireElements(resources, "resources");
            Arguments.requireElements(borrowed, "borrowed");
            Arguments.requireElements(disowned, "disowned");
            Arguments.requireElements(children, "children");
            waitsFor = List.copyOf(waitsFor);
            resources = List.copyOf(resources);
            borrowed = List.copyOf(borrowed);
            disowned = List.copyOf(disowned);
            children = List.copyOf(children);
        }

        /**
         * {@return the same task with other children} Any thread.
         *
         * @param others the children
         */
        public Node withChildren(List<Node> others) {
            return new Node(id, name, parent, state, phase, domain, activity, waitsFor, age, inPhase, limit, startedAt,
                    resources, borrowed, disowned, others);
        }

        // Not those of records, which call themselves for each level: a tree may be deeper than the stack.

        /**
         * {@return whether another picture shows the same tasks in the same situation} Times do not count, because they
         * differ in any two pictures. Any thread.
         */
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
            return id == that.id && parent == that.parent && domain == that.domain && state == that.state
                    && phase == that.phase && words().equals(that.words()) && children.size() == that.children.size();
        }

        /** Returns everything that has an equals of its own, but the children and the times. */
        private List<Object> words() {
            return List.of(name, activity, waitsFor, startedAt, resources, borrowed, disowned);
        }

        @Override
        public int hashCode() {
            return Objects.hash(id, name, state, domain, activity, children.size());
        }

        /** {@return this task and those below as text, as {@link TaskTree#toString}} Any thread. */
        @Override
        public String toString() {
            return new TaskTree(List.of(this), List.of()).toString();
        }
    }

    /**
     * {@return the tree as text, one task on each line, children indented under their parents, then the deadlocks}
     * Below level 50 the indentation grows no more, and each line begins with its level. Any thread.
     */
    @Override
    public String toString() {
        return written(Format.TEXT);
    }

    /**
     * {@return the tree as JSON} It has the list {@code runs}, each with the list {@code tasks}, and the list
     * {@code deadlocks}. A task has the number of its parent instead of its children, so that a reader needs no deep
     * recursion. Properties that are empty are left out. Any thread.
     */
    public String toJson() {
        return written(Format.JSON);
    }

    private String written(Format format) {
        StringBuilder text = new StringBuilder();
        try {
            TreeCapture.write(this, format, text);
        } catch (IOException e) {
            throw new UncheckedIOException("a string builder cannot be written to", e);
        }
        return text.toString();
    }
}
