package io.miou.observe;

import io.miou.TaskTree;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Writes task trees as JSON: for each run a flat list of tasks, parents before children, each with the number of its
 * parent. So a tree may be deeper than a reader's stack, and each task is on a line of its own. Any thread.
 */
final class TreeJson implements TreeFormat {

    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final TreeOutput out;

    /** Used again for each task. */
    private final StringBuilder text = new StringBuilder();

    private boolean firstRun = true;
    private boolean firstTask = true;
    private boolean cut;

    /**
     * Creates a writer.
     *
     * @param out gets the text
     */
    TreeJson(Appendable out) {
        this.out = new TreeOutput(out);
    }

    @Override
    public void begin() throws IOException {
        out.append("{\"runs\":[");
    }

    @Override
    public void beginRun() throws IOException {
        out.append(firstRun ? "\n{\"tasks\":[" : ",\n{\"tasks\":[");
        firstRun = false;
        firstTask = true;
    }

    @Override
    public void task(TaskTree.Node node, int depth) throws IOException {
        text.setLength(0);
        text.append(firstTask ? "\n" : ",\n").append("{\"id\":").append(node.id()).append(",\"name\":");
        firstTask = false;
        string(node.name());
        if (node.parent() >= 0) {
            text.append(",\"parent\":").append(node.parent());
        }
        text.append(",\"state\":\"").append(word(node.phase())).append('"');
        if (node.phase() == TaskTree.Phase.ENDED) {
            text.append(",\"outcome\":\"").append(TreeText.word(node.state())).append('"');
        }
        text.append(",\"domain\":").append(node.domain()).append(",\"activity\":");
        string(node.activity());
        if (!node.waitsFor().isEmpty()) {
            text.append(",\"waitsFor\":").append(node.waitsFor());
        }
        seconds("age", node.age());
        seconds("inState", node.inPhase());
        node.limit().ifPresent(limit -> seconds("limit", limit));
        if (!node.startedAt().isEmpty()) {
            text.append(",\"startedAt\":");
            string(node.startedAt());
        }
        strings("owns", node.resources());
        strings("borrowed", node.borrowed());
        strings("disowned", node.disowned());
        out.append(text.append('}'));
    }

    private static String word(TaskTree.Phase phase) {
        return switch (phase) {
            case RUNNING -> "running";
            case READY -> "ready";
            case SUSPENDED -> "suspended";
            case BLOCKED_IN_JDK -> "blocked_in_jdk";
            case BLOCKING_THREAD -> "blocking_thread";
            case ENDED -> "ended";
        };
    }

    private void seconds(String name, Duration duration) {
        text.append(",\"").append(name).append("\":");
        long nanos = duration.toNanos();
        if (nanos < 0) {
            text.append('-');
        }
        text.append(Math.abs(nanos / NANOS_A_SECOND)).append('.');
        // All digits but zeros at the end.
        long rest = Math.abs(nanos % NANOS_A_SECOND);
        long digit = NANOS_A_SECOND / 10;
        do {
            text.append((char) ('0' + rest / digit));
            rest %= digit;
            digit /= 10;
        } while (rest > 0);
    }

    private void strings(String name, List<String> all) {
        if (!all.isEmpty()) {
            text.append(",\"").append(name).append("\":");
            array(all);
        }
    }

    private void array(List<String> all) {
        text.append('[');
        String before = "";
        for (String one : all) {
            text.append(before);
            string(one);
            before = ",";
        }
        text.append(']');
    }

    private void string(String words) {
        text.append('"');
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c) && !isPaired(words, i)) {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    /** Returns whether a surrogate has its other half beside it: a lone one cannot be encoded. */
    private static boolean isPaired(String words, int index) {
        return Character.isHighSurrogate(words.charAt(index))
                ? index + 1 < words.length() && Character.isLowSurrogate(words.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(words.charAt(index - 1));
    }

    @Override
    public void cut(int most) {
        cut = true;
    }

    @Override
    public void endRun() throws IOException {
        out.append(cut ? "\n],\"cut\":true}" : "\n]}");
        cut = false;
    }

    @Override
    public void end(List<String> deadlocks) throws IOException {
        text.setLength(0);
        text.append("\n],\"deadlocks\":");
        array(deadlocks);
        out.append(text.append("}\n"));
    }
}
