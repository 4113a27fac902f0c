package io.miou.top;

import io.miou.top.Snapshot.Row;
import io.miou.top.Snapshot.TaskJson;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The choices of the user: order, filter and selection. Immutable.
 *
 * @param sort the order of tasks
 * @param filter a part of the line of each task that is shown; empty: all
 * @param selected the place of the selected task among those that are shown
 * @param detail whether the selected task is shown alone
 */
record View(Sort sort, String filter, int selected, boolean detail) {

    static final View FIRST = new View(Sort.TREE, "", 0, false);

    /** An order of tasks. */
    enum Sort {
        /** Children below their parents. */
        TREE,
        /** The oldest first. */
        AGE,
        /** The one that is longest in its state first. */
        WAIT,
        /** By state, then by time in it. */
        STATE,
        /** By name. */
        NAME;

        List<Row> sorted(List<Row> rows) {
            return switch (this) {
                case TREE -> rows;
                case AGE -> sorted(rows, Comparator.comparingDouble(row -> -row.task().age));
                case WAIT -> sorted(rows, Comparator.comparingDouble(row -> -row.task().inState));
                case STATE -> sorted(rows, Comparator.comparing((Row row) -> row.task().state)
                        .thenComparingDouble(row -> -row.task().inState));
                case NAME -> sorted(rows, Comparator.comparing(row -> row.task().name));
            };
        }

        private static List<Row> sorted(List<Row> rows, Comparator<Row> order) {
            return rows.stream().sorted(order).toList();
        }

        Sort next() {
            return switch (this) {
                case TREE -> AGE;
                case AGE -> WAIT;
                case WAIT -> STATE;
                case STATE -> NAME;
                case NAME -> TREE;
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    View sorted(Sort by) {
        return new View(by, filter, 0, false);
    }

    View filtered(String by) {
        return new View(sort, by, 0, false);
    }

    View moved(int by, int shown) {
        return new View(sort, filter, Math.clamp((long) selected + by, 0, Math.max(0, shown - 1)), detail);
    }

    View detailed(boolean on) {
        return new View(sort, filter, selected, on);
    }

    /** {@return the tasks that it shows, in order} */
    List<Row> rows(Snapshot snapshot) {
        String part = filter.toLowerCase(Locale.ROOT);
        List<Row> rows = snapshot.tasks().stream()
                .filter(row -> part.isEmpty() || searched(row.task()).contains(part)).toList();
        return sort.sorted(rows);
    }

    private static String searched(TaskJson task) {
        return (task.name + " #" + task.id + " " + task.state + " " + task.activity + " " + task.owns)
                .toLowerCase(Locale.ROOT);
    }
}
