package io.miou.testkit;

import io.miou.Miou;
import io.miou.TaskTree;
import io.miou.testkit.turns.Observer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sees the program of one world in the picture of all runs of the process, by something that its main task owns. Any
 * thread; {@code caller} is written before the run.
 */
final class ProgramObserver implements Observer {

    /** The descriptions of waits that only fibers of the same world can end. */
    private static final Pattern OF_FIBERS = Pattern.compile("(ready|running|ended"
            + "|suspended on (a child|\\d+ children|one of its orphans|room among its orphans|a mutex|a barrier|a lazy value"
            + "|reading from|writing to|accepting from|receiving from)).*");

    private final String mark;

    @Nullable
    private volatile Thread caller;

    ProgramObserver(String mark) {
        this.mark = mark;
    }

    /** Notes that the calling thread is about to run the program. */
    void begin() {
        caller = Thread.currentThread();
    }

    private Optional<TaskTree.Node> main() {
        return Miou.dump().roots().stream()
                .filter(root -> root.resources().stream().anyMatch(resource -> resource.endsWith(mark))).findFirst();
    }

    @Override
    public String situation() {
        return main().map(TaskTree.Node::toString).orElseGet(() -> Miou.dump().toString());
    }

    @Override
    public boolean isCertain() {
        return main().filter(main -> all(main, task -> OF_FIBERS.matcher(task.activity()).matches())).isPresent();
    }

    @Override
    public boolean isBlockedInJdk(int domain) {
        return main().filter(main -> !all(main,
                task -> task.domain() != domain || !task.activity().startsWith("blocked in a call of the JDK")))
                .isPresent();
    }

    private static boolean all(TaskTree.Node root, Predicate<TaskTree.Node> condition) {
        ArrayDeque<TaskTree.Node> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            TaskTree.Node task = open.pop();
            if (!condition.test(task)) {
                return false;
            }
            open.addAll(task.children());
        }
        return true;
    }

    @Override
    public void cancel() {
        Thread runs = caller;
        if (runs != null) {
            runs.interrupt();
        }
    }
}
