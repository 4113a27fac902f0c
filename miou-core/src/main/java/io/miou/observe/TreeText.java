package io.miou.observe;

import io.miou.Promise;
import io.miou.TaskTree;
import io.miou.support.Spans;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Writes task trees as text: a line for each task, children indented below their parents. Any thread. */
final class TreeText implements TreeFormat {

    private static final int DEEPEST_INDENT = 50;

    // Made once, because there may be a million tasks.
    private static final String[] INDENTS = IntStream.rangeClosed(0, DEEPEST_INDENT).mapToObj("  "::repeat)
            .toArray(String[]::new);

    private final TreeOutput out;

    /** Used again for each task. */
    private final StringBuilder line = new StringBuilder();

    /**
     * Creates a writer.
     *
     * @param out gets the text
     */
    TreeText(Appendable out) {
        this.out = new TreeOutput(out);
    }

    @Override
    public void begin() {
        // A text begins with its first task.
    }

    @Override
    public void beginRun() {
        // A root has no indentation.
    }

    @Override
    public void task(TaskTree.Node node, int depth) throws IOException {
        String indent = INDENTS[Math.min(depth, DEEPEST_INDENT)];
        line.setLength(0);
        line.append(indent);
        if (depth > DEEPEST_INDENT) {
            line.append("(level ").append(depth).append(") ");
        }
        line.append(node.name()).append(" (#").append(node.id()).append(") ")
                .append(word(node.state())).append(", domain ").append(node.domain())
                .append(", ").append(node.activity());
        if (node.phase() != TaskTree.Phase.ENDED) {
            Spans.append(line.append(", for "), node.inPhase().toNanos());
        }
        Spans.append(line.append(", age "), node.age().toNanos());
        node.limit().ifPresent(limit -> Spans.append(
                line.append(limit.isNegative() ? ", limit overdue by " : ", limit in "), limit.abs().toNanos()));
        if (!node.startedAt().isEmpty()) {
            line.append(", started at ").append(node.startedAt());
        }
        line.append('\n');
        resources(indent, "owns", node.resources());
        resources(indent, "was lent", node.borrowed());
        resources(indent, "has disowned", node.disowned());
        out.append(line);
    }

    static String word(Promise.State state) {
        return switch (state) {
            case RUNNING -> "running";
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
        };
    }

    private void resources(String indent, String relation, List<String> resources) {
        for (String resource : resources) {
            line.append(indent).append("  ").append(relation).append(' ').append(resource).append('\n');
        }
    }

    @Override
    public void cut(int most) throws IOException {
        out.append("... more than " + most + " tasks\n");
    }

    @Override
    public void endRun() {
        // The next root has no indentation.
    }

    @Override
    public void end(List<String> deadlocks) throws IOException {
        for (String deadlock : deadlocks) {
            out.append("deadlock: " + deadlock + "\n");
        }
    }
}
