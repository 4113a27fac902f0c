package io.miou.top;

import com.google.gson.Gson;
import io.miou.DomainStatus;
import io.miou.MiouMXBean;
import io.miou.TaskTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The picture of a process at one moment. Immutable.
 *
 * @param live the number of tasks that have not ended
 * @param started the number of tasks that were started
 * @param failed the number of tasks that have thrown
 * @param violations the number of broken rules
 * @param orphans the number of children in sets of orphans
 * @param disowned the number of resources that nobody owns
 * @param blocking the number of busy threads for blocking code
 * @param blockingWaiting the number of blocking bodies without a thread
 * @param descriptors the number of open descriptors; -1 if unknown
 * @param domains of all runs
 * @param tasks of all runs, parents before children
 * @param deadlocks in words
 * @param cut whether there are more tasks
 */
record Snapshot(long live, long started, long failed, long violations, long orphans, long disowned, int blocking,
        int blockingWaiting,
        long descriptors, List<DomainStatus> domains, List<Row> tasks, List<String> deadlocks, boolean cut) {

    /** A task, with its level in the tree. */
    record Row(TaskJson task, int depth) {
    }

    /** A task as JSON has it; a property that is empty is left out. */
    @SuppressWarnings("unused") // Gson writes the fields.
    static final class TaskJson {
        long id;
        String name = "";
        @Nullable
        Long parent;
        String state = "";
        int domain;
        String activity = "";
        double age;
        double inState;
        @Nullable
        Double limit;
        String startedAt = "";
        List<Long> waitsFor = List.of();
        List<String> owns = List.of();
        List<String> borrowed = List.of();
        List<String> disowned = List.of();
    }

    @SuppressWarnings("unused") // Gson writes the fields.
    private static final class RunJson {
        List<TaskJson> tasks = List.of();
        boolean cut;
    }

    @SuppressWarnings("unused") // Gson writes the fields.
    private static final class TreeJson {
        List<RunJson> runs = List.of();
        List<String> deadlocks = List.of();
    }

    /**
     * Takes one.
     *
     * @param bean of the process
     * @param most the most tasks of each run
     */
    static Snapshot of(MiouMXBean bean, int most) {
        TreeJson tree = Objects.requireNonNull(
                new Gson().fromJson(bean.dump(TaskTree.Format.JSON, most), TreeJson.class), "tree");
        return new Snapshot(bean.getLiveTasks(), bean.getStartedTasks(), bean.getFailedTasks(), bean.getViolations(),
                bean.getOrphans(), bean.getDisowned(),
                bean.getBlockingThreadsBusy(), bean.getBlockingWaiting(), bean.getOpenDescriptors(),
                bean.getDomains(), rows(tree), tree.deadlocks, tree.runs.stream().anyMatch(run -> run.cut));
    }

    private static List<Row> rows(TreeJson tree) {
        return tree.runs.stream().flatMap(run -> {
            Map<Long, Integer> depths = new HashMap<>();
            return run.tasks.stream().map(task -> {
                Integer above = task.parent == null ? null : depths.get(task.parent);
                int depth = above == null ? 0 : above + 1;
                depths.put(task.id, depth);
                return new Row(task, depth);
            });
        }).toList();
    }
}
